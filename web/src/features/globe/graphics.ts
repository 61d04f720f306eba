const software = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Whether WebGL is drawn by a graphics card here. A browser without one draws it on the processor that also runs the page. */
export function drawsInHardware(): boolean {
  const context = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (!context) return false;
  // Not every browser calls its own drawing a caveat, but all name it.
  const names = context.getExtension('WEBGL_debug_renderer_info');
  const renderer: unknown = context.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER);
  // A context is a scarce thing: browsers keep few of them.
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return !software.test(String(renderer));
}
