/** Whether WebGL is drawn by a graphics card here. A browser without one draws it on the processor that also runs the page. */
export function drawsInHardware(): boolean {
  const probe = document.createElement('canvas');
  const context = probe.getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  // A context is a scarce thing: browsers keep few of them.
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return context !== null;
}
