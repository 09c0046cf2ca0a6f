// What the code node needs of sucrase: types taken away, the function to call found, and the way back to the source.
import {parse} from "sucrase/dist/esm/parser/index.js";
import {TokenType as tt} from "sucrase/dist/esm/parser/tokenizer/types.js";
import NameManager from "sucrase/dist/esm/NameManager.js";
import {HelperManager} from "sucrase/dist/esm/HelperManager.js";
import TokenProcessor from "sucrase/dist/esm/TokenProcessor.js";
import RootTransformer from "sucrase/dist/esm/transformers/RootTransformer.js";

function withoutTypes(source) {
  const {tokens, scopes} = parse(source, false, true, false);
  const nameManager = new NameManager(source, tokens);
  const helperManager = new HelperManager(nameManager);
  const tokenProcessor = new TokenProcessor(source, tokens, false, true, helperManager);
  const context = {tokenProcessor, scopes, nameManager, importProcessor: null, helperManager};
  const options = {transforms: ["typescript"], disableESTransforms: true, keepUnusedImports: true};
  const {code, mappings} = new RootTransformer(context, options.transforms, false, options).transform();
  // Pairs of offsets, made and written, in the order of the text.
  const places = [];
  mappings.forEach((made, i) => {
    if (made !== undefined && i < tokens.length) {
      places.push(made, tokens[i].start);
    }
  });
  return {code, places};
}

const OPEN = new Set([tt.parenL, tt.bracketL, tt.braceL, tt.dollarBraceL, tt.braceBarL]);
const CLOSE = new Set([tt.parenR, tt.bracketR, tt.braceR, tt.braceBarR]);

function afterBracket(tokens, at) {
  let depth = 0;
  for (let i = at; i < tokens.length; i++) {
    depth += OPEN.has(tokens[i].type) ? 1 : CLOSE.has(tokens[i].type) ? -1 : 0;
    if (depth === 0) {
      return i + 1;
    }
  }
  return tokens.length;
}

// True where a function begins: function, async function, (a) => and a =>, async or not.
function beginsFunction(code, tokens, start) {
  let at = start;
  const word = (i) => (tokens[i] ? code.slice(tokens[i].start, tokens[i].end) : "");
  if (word(at) === "async" && (word(at + 1) === "function" || word(at + 1) === "(" || word(at + 2) === "=>")) {
    at++;
  }
  if (word(at) === "function") {
    return true;
  }
  return word(word(at) === "(" ? afterBracket(tokens, at) : at + 1) === "=>";
}

// "default" for an export, else the name of run or of the first function at the top, else null.
function entry(code) {
  const {tokens} = parse(code, false, false, false);
  const word = (i) => (tokens[i] ? code.slice(tokens[i].start, tokens[i].end) : "");
  let depth = 0;
  const names = [];
  for (let i = 0; i < tokens.length; i++) {
    depth += OPEN.has(tokens[i].type) ? 1 : CLOSE.has(tokens[i].type) ? -1 : 0;
    if (depth !== 0) {
      continue;
    }
    const text = word(i);
    if (text === "export" && (word(i + 1) === "default" || word(i + 1) === "{")) {
      const end = word(i + 1) === "{" ? afterBracket(tokens, i + 1) : i + 1;
      if (word(i + 1) === "default" || (word(end - 2) === "default" && word(end - 3) === "as")) {
        return "default";
      }
    }
    if (text === "function" && word(i - 1) !== "=" && word(i - 2) !== "=") {
      names.push(word(i + 1) === "*" ? word(i + 2) : word(i + 1));
    } else if ((text === "const" || text === "let" || text === "var") && word(i + 2) === "=") {
      if (beginsFunction(code, tokens, i + 3)) {
        names.push(word(i + 1));
      }
    }
  }
  const named = names.filter((name) => /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(name));
  return named.includes("run") ? "run" : (named[0] ?? null);
}

// {code, entry, places} or {fault, line, column}
export function compile(source, typescript) {
  try {
    const {code, places} = typescript ? withoutTypes(source) : {code: source, places: null};
    return {code, places, entry: entry(code)};
  } catch (fault) {
    const message = String(fault.message).replace(/^Error transforming [^:]*: /, "").replace(/ \(\d+:\d+\)$/, "");
    const loc = fault.loc ?? {};
    return {fault: message, line: loc.line ?? 0, column: loc.column ?? 0};
  }
}

// The offset in the source of one in the code.
export function written(places, made) {
  if (places === null) {
    return made;
  }
  let low = 0;
  let high = places.length / 2 - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (places[2 * middle] <= made) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return places.length === 0 ? made : places[2 * low + 1] + Math.max(0, made - places[2 * low]);
}
