declare module '@fontsource-variable/inter';

/** vue-tsc knows each component's own type; tools that only know TypeScript take this. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue';
  const component: DefineComponent<Record<string, unknown>>;
  export default component;
}
