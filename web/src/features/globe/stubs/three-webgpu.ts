// globe.gl names these for a heatmap on WebGPU that FlexSpace never draws; the real modules would add 170 kB gzip.
const absent = undefined;
export { absent as WebGPURenderer, absent as StorageInstancedBufferAttribute };
