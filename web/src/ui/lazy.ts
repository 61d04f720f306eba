import { defineAsyncComponent, type AsyncComponentLoader, type Component } from 'vue';
import LazyFailed from './LazyFailed.vue';

/** A part whose code comes when it is needed. When it cannot be had (no network, a newer version is out), its place says so. */
export function lazy(loader: AsyncComponentLoader<Component>, loadingComponent?: Component): Component {
  return defineAsyncComponent<Component>({
    loader: () => loader().catch(() => LazyFailed),
    ...(loadingComponent ? { loadingComponent, delay: 0 } : {}),
  });
}
