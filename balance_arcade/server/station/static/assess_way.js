// From a board's page back to the test that was begun there.

const ticket = new URLSearchParams(location.search).get("assess");

if (ticket && /^[\w-]{8,40}$/.test(ticket)) {
  const way = document.querySelector(".records-way");
  way.href = `/records/assess/${ticket}`;
  way.textContent = "Test";
  way.setAttribute("aria-label", "Back to the test");
}
