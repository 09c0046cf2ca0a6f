// Runs before the code, in the same context: everything that is needed later is taken now, before the code can change it.
(function () {
  "use strict";
  // With them code could wait without using processor time.
  delete globalThis.SharedArrayBuffer;
  delete globalThis.Atomics;
  const {stringify, parse} = JSON;
  const {isArray} = Array;
  const keysOf = Object.keys;
  const tagOf = Function.prototype.call.bind(Object.prototype.toString);
  const isoOf = Function.prototype.call.bind(Date.prototype.toISOString);
  const timeOf = Function.prototype.call.bind(Date.prototype.getTime);
  const pop = Function.prototype.call.bind(Array.prototype.pop);
  const then = Function.prototype.call.bind(Promise.prototype.then);
  const resolve = Promise.resolve.bind(Promise);
  const TypeFault = TypeError;
  const wellFormed = Function.prototype.call.bind(String.prototype.toWellFormed);
  const isNumber = Number.isFinite;
  const includes = Function.prototype.call.bind(String.prototype.includes);
  const push = (list, item) => { list[list.length] = item; };
  const LONGEST = 1048576;
  const DEEPEST = 100;
  const OBJECT = Object.prototype;
  const LIST = Array.prototype;
  const protoOf = Object.getPrototypeOf;
  const TOO_LARGE = "the value is larger than 1 MiB";

  // True for what JSON.stringify writes just as we would: nothing but text, finite numbers, flags, null, arrays and plain
  // objects of them. Told at a glance, since most values are such; what is not, or lies, takes the long way.
  function plain(value) {
    let size = 0;
    const look = (part, depth) => {
      if (depth > DEEPEST) {
        return false;
      }
      const list = isArray(part);
      if (!list && protoOf(part) !== OBJECT) {
        return false;
      }
      const keys = list ? null : keysOf(part);
      const length = list ? part.length : keys.length;
      for (let i = 0; i < length; i++) {
        const item = list ? part[i] : part[keys[i]];
        if (!list) {
          size += keys[i].length;
        }
        if (++size > LONGEST) {
          throw TOO_LARGE;
        }
        if (typeof item === "string") {
          size += item.length;
        } else if (typeof item === "number" ? !isNumber(item) : typeof item === "object" ? item !== null && !look(item, depth + 1) : typeof item !== "boolean") {
          return false;
        }
      }
      return true;
    };
    return typeof value === "object" && value !== null && OBJECT.toJSON === undefined && LIST.toJSON === undefined && look(value, 1);
  }

  function refuse(where, why) {
    throw new TypeFault("The returned value cannot be kept: " + (where === "" ? "it" : "the part at " + where) + " " + why);
  }

  // The value as JSON text. Data comes out as it is, undefined as null; what is no data is refused by its place.
  function written(value) {
    const open = [];
    let size = 0;
    const grow = (text) => {
      size += text.length;
      if (size > LONGEST) {
        throw TOO_LARGE;
      }
      return text;
    };
    function write(part, where) {
      switch (typeof part) {
        case "undefined": return grow("null");
        case "boolean": return grow(part ? "true" : "false");
        case "number": return grow(isNumber(part) ? stringify(part) : "null");
        case "string":
          if (part.length > LONGEST) {
            throw TOO_LARGE;
          }
          return grow(stringify(wellFormed(part)));
        case "bigint": return refuse(where, "is a BigInt; return String(value) or Number(value)");
        case "symbol": return refuse(where, "is a symbol");
        case "function": return refuse(where, "is a function");
        default: return part === null ? grow("null") : container(part, where);
      }
    }
    function container(part, where) {
      for (let i = 0; i < open.length; i++) {
        if (open[i] === part) {
          refuse(where, "contains itself");
        }
      }
      if (open.length >= DEEPEST) {
        refuse("", "is nested more than " + DEEPEST + " deep");
      }
      const tag = tagOf(part);
      if (tag === "[object Date]") {
        let time;
        try { time = timeOf(part); } catch { refuse(where, "only looks like a date"); }
        return isNumber(time) ? write(isoOf(part), where) : grow("null");
      }
      if (tag === "[object Map]" || tag === "[object Set]" || tag === "[object WeakMap]" || tag === "[object WeakSet]") {
        refuse(where, "is a Map or Set; return Object.fromEntries(map) or [...set]");
      }
      if (tag === "[object Promise]") {
        refuse(where, "is a promise; await it");
      }
      push(open, part);
      let text = "";
      if (isArray(part)) {
        const length = part.length;
        for (let i = 0; i < length; i++) {
          text += (i === 0 ? "" : grow(",")) + write(part[i], where + "/" + i);
        }
        text = grow("[") + text + grow("]");
      } else {
        const keys = keysOf(part);
        for (let i = 0; i < keys.length; i++) {
          text += (i === 0 ? "" : grow(",")) + grow(stringify(wellFormed(keys[i]))) + ":" + write(part[keys[i]], where + "/" + keys[i]);
        }
        text = grow("{") + text + grow("}");
      }
      pop(open);
      return text;
    }
    return write(value, "");
  }

  const state = {kind: "pending", value: ""};
  function done(value) {
    try {
      const text = plain(value) ? stringify(value) : "";
      const whole = typeof text === "string" && text !== "" && !includes(text, "\\ud");
      if (whole && text.length > LONGEST) {
        throw TOO_LARGE;
      }
      state.value = whole ? text : written(value);
      state.kind = "done";
    } catch (fault) {
      failed(fault);
    }
  }
  function failed(fault) {
    state.kind = fault === TOO_LARGE ? "large" : "failed";
    state.value = fault;
  }

  return {
    state,
    start(fn, inputs, utils) {
      if (typeof fn !== "function") {
        throw new TypeFault("what is exported by default is no function");
      }
      const result = fn(parse(inputs), utils);
      if (result !== null && (typeof result === "object" || typeof result === "function") && typeof result.then === "function") {
        then(resolve(result), done, failed);
      } else {
        done(result);
      }
    },
  };
})()
