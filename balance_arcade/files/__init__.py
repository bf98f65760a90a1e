"""Files: our recordings (`recording`), foreign tables (`tables`), atomic writes (`whole`)."""
