"""Floats of a DEC VAX against their slow twin."""

import math

import numpy as np
from c3d_writer import vax_bytes
from hypothesis import example, given
from hypothesis import strategies as st
from naive_vax import vax_float
from profiles import n_examples

from balance_arcade.files.tables.c3d_words import Processor, vax_floats


def ours(raw):
    return Processor.DEC.floats(Processor.DEC.float_words(raw)).tolist()


@given(st.lists(st.binary(min_size=4, max_size=4), min_size=1, max_size=50).map(b"".join))
@example(bytes.fromhex("ffff ffff 7fff ffff 8000 0000 0080 0000 0000 ffff"))
@n_examples(200)
def test_all_bits_are_the_twins(raw):
    twin = [vax_float(raw[at : at + 4]) for at in range(0, len(raw), 4)]
    np.testing.assert_array_equal(ours(raw), twin)


@given(st.floats(2.0**-120, 2.0**120, width=32), st.sampled_from([1.0, -1.0, 0.0]))
@n_examples(100)
def test_what_was_written_comes_back(size, sign):
    assert ours(vax_bytes(sign * size)) == [sign * size]


def test_values_that_the_manual_gives():
    """1.0 is 4080 in its first word; an exponent of zero is 0, and under a sign no value."""
    words = np.frombuffer(bytes.fromhex("80400000 80c00000 00000000 00800000"), dtype="<u4")
    first, second, third, fourth = vax_floats(words).tolist()
    assert (first, second, third) == (1.0, -1.0, 0.0)
    assert math.isnan(fourth)
