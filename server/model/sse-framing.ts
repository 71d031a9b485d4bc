const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const BOM = [0xef, 0xbb, 0xbf] as const;

/** Cuts a byte stream into whole server-sent events, with LF line ends, without comments and byte-order mark. */
export interface SseFraming {
  /** The events completed by these bytes, or `too-long` if one grew past the limit. */
  push(bytes: Uint8Array): readonly Uint8Array[] | "too-long";
  /** At the end of the stream: an event that lacks only its closing blank line. A half line is dropped. */
  end(): Uint8Array | null;
}

/**
 * Frames by the rules of the HTML standard, at any cut between reads. Memory is bounded by `limit` bytes: the
 * decoder behind it would otherwise buffer an endless event.
 */
export function createSseFraming(limit: number): SseFraming {
  let line: Uint8Array[] = [];
  let lineSize = 0;
  let event: Uint8Array[] = [];
  let eventSize = 0;
  let firstLine = true;
  let afterCr = false;

  function takeLine(): Uint8Array {
    let whole: Uint8Array = Buffer.concat([...line, Uint8Array.of(LF)]);
    if (firstLine && BOM.every((byte, index) => whole[index] === byte)) whole = whole.subarray(3);
    firstLine = false;
    line = [];
    lineSize = 0;
    return whole;
  }
  function takeEvent(): Uint8Array | null {
    if (event.length === 0) return null;
    const whole = Buffer.concat([...event, Uint8Array.of(LF)]);
    event = [];
    eventSize = 0;
    return whole;
  }
  function keep(part: Uint8Array): void {
    if (part.length === 0) return;
    line.push(part);
    lineSize += part.length;
  }

  return {
    push(bytes) {
      const events: Uint8Array[] = [];
      let from = 0;
      for (let at = 0; at < bytes.length; at += 1) {
        const byte = bytes[at];
        const secondHalf = byte === LF && afterCr;
        afterCr = byte === CR;
        if (secondHalf) {
          from = at + 1;
          continue;
        }
        if (byte !== LF && byte !== CR) continue;
        keep(bytes.subarray(from, at));
        from = at + 1;
        if (eventSize + lineSize > limit) return "too-long";
        const whole = takeLine();
        if (whole.length === 1) {
          const complete = takeEvent();
          if (complete !== null) events.push(complete);
        } else if (whole[0] !== COLON) {
          event.push(whole);
          eventSize += whole.length;
        }
      }
      keep(bytes.slice(from));
      return eventSize + lineSize > limit ? "too-long" : events;
    },
    end: takeEvent,
  };
}
