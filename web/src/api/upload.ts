import { refreshSession } from './client.js';
import { ApiFailure, blankProblem, problemFromAnswer } from './problem.js';

/** Replaces a room's floor plan. Tells the share sent so far, 0 to 1, which `fetch` cannot. */
export async function uploadMap(roomId: number, file: File, onProgress: (share: number) => void): Promise<void> {
  const first = await send(roomId, file, onProgress);
  const answer = first.status === 401 && (await refreshSession()) ? await send(roomId, file, onProgress) : first;
  if (!answer.ok) throw new ApiFailure(problemFromAnswer(answer, await bodyOf(answer)));
}

/** A proxy may refuse a large file with a page of its own: then the status says enough. */
const bodyOf = (answer: Response): Promise<unknown> => answer.json().catch(() => null);

function send(roomId: number, file: File, onProgress: (share: number) => void): Promise<Response> {
  return new Promise((resolve, reject) => {
    const form = new FormData();
    form.append('map_image', file);
    const call = new XMLHttpRequest();
    call.upload.addEventListener('progress', ({ loaded, total }) => {
      if (total > 0) onProgress(loaded / total);
    });
    call.addEventListener('load', () => {
      const id = call.getResponseHeader('x-request-id');
      resolve(new Response(call.responseText, { status: call.status, headers: id ? { 'x-request-id': id } : {} }));
    });
    call.addEventListener('error', () => {
      reject(new ApiFailure({ ...blankProblem, reason: 'OFFLINE' }));
    });
    call.open('POST', `/api/admin/rooms/${roomId}/upload-map/`);
    call.send(form);
  });
}
