"""A fingerprint as words, for people who read it out to each other, over the telephone for example.

A browser shows the hexadecimal digits only, so on the tablet those are compared.
"""

from __future__ import annotations

import hashlib

N_WORDS = 8
"""64 bits: enough that nobody finds a second certificate with the same words."""

_TEXT = """
acorn actor album almond amber anchor angle ankle apple apron arrow atlas autumn bacon badge
bagel bamboo banjo barley basil basket beaver bench berry bishop blanket blossom bonnet bottle
bridge bronze bubble bucket butter button cabin cactus camel candle canoe canvas carbon carpet
carrot castle cedar cello chalk cherry chimney cinema circus clover cobalt coffee comet
compass copper coral cotton cousin cradle crayon cricket crystal cushion dagger daisy dancer
denim desert diamond dinner doctor dolphin donkey dragon drawer eagle easel eclipse elbow
elephant ember engine fabric falcon feather fennel fiddle finger flannel flute forest fossil
fountain garden garlic ginger giraffe glacier goblet granite gravel guitar hammer hammock
harbour harvest hazel helmet hermit hockey honey hornet iceberg igloo indigo island ivory
jacket jaguar jasmine jelly jersey jigsaw jungle kayak kennel kettle kitchen kiwi ladder
lagoon lantern lemon leopard letter lighthouse lilac linen lobster locket magnet mango marble
market meadow melon mercury mirror mitten monkey mosaic muffin museum mustard napkin nectar
needle nickel nutmeg oasis ocean olive onion opal orange orbit orchid otter oyster paddle
palace panther paper parrot pebble pencil pepper piano picnic pigeon pillow pirate planet
plaza pocket poppy potato puzzle pyramid quarry quartz quilt rabbit radio rainbow raven ribbon
ripple river rocket saddle saffron salmon sandal satin scarlet school shadow silver sketch
sparrow spiral squirrel stable summer sunset tailor teapot temple thimble ticket tiger timber
tomato trumpet tulip tunnel turtle umbrella unicorn valley vanilla velvet violin volcano
waffle walnut water whistle willow window winter wizard yellow yogurt zebra zeppelin zigzag
cobra dune gondola marathon tractor
"""

WORDS = tuple(_TEXT.split())
"""256 words, one a byte."""


def fingerprint_words(der: bytes) -> str:
    """Return the first bytes of a certificate's SHA-256 as words.

    Parameters
    ----------
    der : bytes
        The certificate.

    Returns
    -------
    str
        `N_WORDS` words with blanks between.

    Examples
    --------
    >>> len(fingerprint_words(b"").split())
    8
    """
    digest = hashlib.sha256(der).digest()[:N_WORDS]
    return " ".join(WORDS[byte] for byte in digest)
