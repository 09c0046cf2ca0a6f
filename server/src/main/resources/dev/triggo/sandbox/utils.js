// What code is handed as utils. The seed is of this call alone.
(function (seed) {
  "use strict";
  const utf8 = (text) => {
    const bytes = [];
    for (const letter of String(text)) {
      let code = letter.codePointAt(0);
      if (code >= 0xd800 && code <= 0xdfff) {
        code = 0xfffd;
      }
      if (code < 0x80) {
        bytes.push(code);
      } else if (code < 0x800) {
        bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
      } else if (code < 0x10000) {
        bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
      } else {
        bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
      }
    }
    return bytes;
  };
  const fromUtf8 = (bytes) => {
    let escaped = "";
    for (const byte of bytes) {
      escaped += "%" + (byte < 16 ? "0" : "") + byte.toString(16);
    }
    try {
      return decodeURIComponent(escaped);
    } catch {
      throw new TypeError("base64.decode: the bytes are no UTF-8 text");
    }
  };

  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const base64 = {
    encode(text) {
      const bytes = utf8(text);
      let out = "";
      for (let i = 0; i < bytes.length; i += 3) {
        const three = (bytes[i] << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
        out += LETTERS[three >> 18] + LETTERS[(three >> 12) & 63];
        out += (i + 1 < bytes.length ? LETTERS[(three >> 6) & 63] : "=") + (i + 2 < bytes.length ? LETTERS[three & 63] : "=");
      }
      return out;
    },
    decode(text) {
      const plain = String(text).replace(/-/g, "+").replace(/_/g, "/").replace(/=+$/, "");
      const bytes = [];
      let bits = 0;
      let held = 0;
      for (const letter of plain) {
        const value = LETTERS.indexOf(letter);
        if (value < 0) {
          throw new TypeError("base64.decode: not base64");
        }
        held = ((held << 6) | value) & 0xffffff;
        bits += 6;
        if (bits >= 8) {
          bits -= 8;
          bytes.push((held >> bits) & 255);
        }
      }
      return fromUtf8(bytes);
    },
  };

  let constants = null;
  // The first 32 bits of the fractions of the cube roots of the first 64 primes, and of the square roots of the first 8.
  const sha = () => {
    if (constants === null) {
      const k = [];
      const h = [];
      const root = (n, exponent) => ((n ** exponent % 1) * 0x100000000) | 0;
      for (let n = 2; k.length < 64; n++) {
        let prime = true;
        for (let d = 2; d * d <= n; d++) {
          prime = prime && n % d !== 0;
        }
        if (prime) {
          if (h.length < 8) {
            h.push(root(n, 1 / 2));
          }
          k.push(root(n, 1 / 3));
        }
      }
      constants = {k, h};
    }
    return constants;
  };
  const hash = (text) => {
    const {k, h: first} = sha();
    const bytes = utf8(text);
    const length = bytes.length;
    bytes.push(0x80);
    while (bytes.length % 64 !== 56) {
      bytes.push(0);
    }
    const high = Math.floor(length / 0x20000000);
    const low = (length << 3) | 0;
    for (const word of [high, low]) {
      bytes.push((word >>> 24) & 255, (word >>> 16) & 255, (word >>> 8) & 255, word & 255);
    }
    const h = first.slice();
    const w = new Int32Array(64);
    for (let at = 0; at < bytes.length; at += 64) {
      for (let i = 0; i < 16; i++) {
        const b = at + 4 * i;
        w[i] = (bytes[b] << 24) | (bytes[b + 1] << 16) | (bytes[b + 2] << 8) | bytes[b + 3];
      }
      for (let i = 16; i < 64; i++) {
        const x = w[i - 15];
        const y = w[i - 2];
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
      }
      let [a, b, c, d, e, f, g, last] = h;
      for (let i = 0; i < 64; i++) {
        const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const one = (last + s1 + ((e & f) ^ (~e & g)) + k[i] + w[i]) | 0;
        const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        last = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
      }
      [a, b, c, d, e, f, g, last].forEach((word, i) => { h[i] = (h[i] + word) | 0; });
    }
    return h.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  };

  let made = 0;
  const uuid = () => {
    const hex = hash(seed + ":" + made++);
    const variant = ((parseInt(hex[16], 16) & 3) | 8).toString(16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  };

  const own = (object, key) => object !== null && object !== undefined && Object.prototype.hasOwnProperty.call(object, key);
  const put = (object, key, value) =>
    Object.defineProperty(object, key, {value, writable: true, enumerable: true, configurable: true});
  const by = (key) => (typeof key === "function" ? key : (item) => (own(item, key) ? item[key] : undefined));
  const list = (items, name) => {
    if (!Array.isArray(items)) {
      throw new TypeError(name + ": the first argument must be an array");
    }
    return items;
  };
  const pick = (object, keys) => {
    const out = {};
    for (const key of list(keys, "pick(object, keys), keys")) {
      if (own(object, key)) {
        put(out, key, object[key]);
      }
    }
    return out;
  };
  const omit = (object, keys) => {
    const left = new Set(list(keys, "omit(object, keys), keys").map(String));
    const out = {};
    for (const key of Object.keys(object ?? {})) {
      if (!left.has(key)) {
        put(out, key, object[key]);
      }
    }
    return out;
  };
  const groupBy = (items, key) => {
    const out = {};
    for (const item of list(items, "groupBy")) {
      const group = String(by(key)(item));
      if (!own(out, group)) {
        put(out, group, []);
      }
      out[group].push(item);
    }
    return out;
  };
  const keyBy = (items, key) => {
    const out = {};
    for (const item of list(items, "keyBy")) {
      put(out, String(by(key)(item)), item);
    }
    return out;
  };
  const uniqBy = (items, key) => {
    const seen = new Set();
    return list(items, "uniqBy").filter((item) => {
      const mark = by(key)(item);
      return !seen.has(mark) && seen.add(mark);
    });
  };

  const UNITS = {milliseconds: 1, seconds: 1000, minutes: 60000, hours: 3600000, days: 86400000, weeks: 604800000};
  const date = (value) => {
    const read = value === undefined ? new Date() : new Date(value);
    if (Number.isNaN(read.getTime())) {
      throw new TypeError("dates: not a date: " + String(value).slice(0, 100));
    }
    return read;
  };
  const unit = (name) => {
    if (!own(UNITS, name)) {
      throw new TypeError("dates: unknown unit " + String(name).slice(0, 100) + "; there are " + Object.keys(UNITS).join(", ")
        + ", and in add months and years");
    }
    return UNITS[name];
  };
  const dates = {
    now: () => new Date().toISOString(),
    parse: (value) => date(value).toISOString(),
    // In UTC; a day that the month has not becomes its last.
    add: (value, amount, name) => {
      const from = date(value);
      if (name !== "months" && name !== "years") {
        return new Date(from.getTime() + amount * unit(name)).toISOString();
      }
      const day = from.getUTCDate();
      from.setUTCDate(1);
      from.setUTCMonth(from.getUTCMonth() + amount * (name === "years" ? 12 : 1));
      const last = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 0)).getUTCDate();
      from.setUTCDate(Math.min(day, last));
      return from.toISOString();
    },
    diff: (from, to, name = "milliseconds") => (date(to).getTime() - date(from).getTime()) / unit(name),
    startOfDay: (value) => date(value).toISOString().replace(/T.*/, "T00:00:00.000Z"),
    // YYYY MM DD HH mm ss SSS, in UTC.
    format: (value, pattern = "YYYY-MM-DD") => {
      const [, year, month, day, hour, minute, second, part] =
        /^([+-]?\d+)-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})Z$/.exec(date(value).toISOString());
      const words = {YYYY: year, MM: month, DD: day, HH: hour, mm: minute, ss: second, SSS: part};
      return String(pattern).replace(/YYYY|MM|DD|HH|mm|SSS|ss/g, (word) => words[word]);
    },
  };

  return Object.freeze({dates: Object.freeze(dates), uuid, pick, omit, groupBy, keyBy, uniqBy, base64: Object.freeze(base64), hash});
})
