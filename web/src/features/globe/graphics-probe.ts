/// <reference lib="webworker" />
const software = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Asks who draws WebGL here. In a worker, since without a graphics card the question alone takes most of a second. */
function drawsInHardware(): boolean {
  const context = new OffscreenCanvas(1, 1).getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (!context) return false;
  // Not every browser calls its own drawing a caveat, but all name it.
  const names = context.getExtension('WEBGL_debug_renderer_info');
  return !software.test(String(context.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER)));
}
self.postMessage(drawsInHardware());
