"""Keys: who may connect from another computer, and how both sides know each other.

- `folder` says where keys are kept and writes what nobody else may read;
- `fingerprint` and `qr` show a key, or a certificate, to people;
- `key_pair` makes, keeps and reads the two keys: that of the boards of a computer, and that of a
  station;
- `allow_list` is the file of stations that are let in, each with a role;
- `pairing` is the one line that tells one side about the other, as text, file and QR code;
- `access` joins them: what a publisher and a station need to put onto their sockets.

The bytes and the duties are in ``docs/protocol.md``, the walk for people in ``docs/keys.md``.
"""
