import { defineAsyncComponent, type AsyncComponentLoader, type Component } from 'vue';
import LazyFailed from './LazyFailed.vue';

/** A part whose code comes when it is needed. When it cannot be had (no network, a newer version is out), its place says so. */
export function lazy<T extends Component>(loader: AsyncComponentLoader<T>, loadingComponent?: Component): T {
  return defineAsyncComponent({
    loader,
    errorComponent: LazyFailed,
    ...(loadingComponent ? { loadingComponent, delay: 0 } : {}),
  });
}
