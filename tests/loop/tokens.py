"""The understudy's tokenizer (server/model/understudy/toy-tokenizer.ts) with a vocabulary for a model to learn.

An id packs the bytes that it stands for, so ids lie far apart; a model wants places from 0 on. The vocabulary is every
id that the rows hold, and each single byte besides, so that no text is without tokens.
"""

import re

SPECIAL = ("<|im_start|>", "<|im_end|>")
START, END = 1, 2
WIDE = 2**29
PIECE = re.compile(r" ?[A-Za-z]{1,3}|[A-Za-z]{1,4}|[0-9]{1,3}|[\x00-\x7f]")
MARKS = re.compile("(" + "|".join(map(re.escape, SPECIAL)) + ")")


def bytes_of(token):
    """The bytes that an id stands for."""
    if token in (START, END):
        return SPECIAL[token - 1].encode()
    base, rest = (256, token - WIDE) if token >= WIDE else (128, token)
    found = bytearray()
    while rest > 1:
        found.append(rest % base)
        rest //= base
    return bytes(reversed(found))


def packed(piece, base, offset):
    token = 1
    for byte in piece:
        token = token * base + byte
    return token + offset


class Vocabulary:
    """Ids of the wire to places in the model's embedding and back."""

    def __init__(self, ids):
        """`ids` in the order of their places, as `ids_of` gave them."""
        self.ids = list(ids)
        self.places = {token: place for place, token in enumerate(self.ids)}

    @classmethod
    def of_rows(cls, rows):
        singles = [packed([byte], 128, 0) for byte in range(128)] + [packed([byte], 256, WIDE) for byte in range(256)]
        seen = sorted({token for row in rows for token in row})
        return cls(dict.fromkeys([START, END, *singles, *seen]))

    def __len__(self):
        return len(self.ids)

    def encode(self, text):
        """The ids of a text; a piece that no row held is spelled byte by byte."""
        ids = []
        for part in MARKS.split(text):
            if part in SPECIAL:
                ids.append(SPECIAL.index(part) + 1)
                continue
            at = 0
            while at < len(part):
                match = PIECE.match(part, at)
                piece = match.group() if match else part[at]
                at += len(piece)
                raw = piece.encode()
                if match:
                    whole = [packed(raw, 128, 0)]
                    single = [packed([byte], 128, 0) for byte in raw]
                else:
                    # Four bytes do not fit one id: such a character is two tokens.
                    halves = [raw[:2], raw[2:]] if len(raw) == 4 else [raw]
                    whole = [packed(half, 256, WIDE) for half in halves]
                    single = [packed([byte], 256, WIDE) for byte in raw]
                ids += whole if all(token in self.places for token in whole) else single
        return ids

    def text(self, ids):
        return b"".join(map(bytes_of, ids)).decode("utf-8", "replace")

    def at(self, ids):
        return [self.places[token] for token in ids]
