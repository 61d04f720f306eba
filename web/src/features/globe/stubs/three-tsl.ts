// See three-webgpu.ts: the names of a shading language that is never run here.
const absent = undefined;
export {
  absent as Fn,
  absent as If,
  absent as uniform,
  absent as storage,
  absent as float,
  absent as instanceIndex,
  absent as Loop,
};
export { absent as sqrt, absent as sin, absent as cos, absent as asin, absent as exp, absent as negate };
