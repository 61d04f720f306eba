import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import type { Me } from '../../../api/models.js';
import { toProblem } from '../../../api/problem.js';
import * as api from '../../../api/session.js';

/** Who is signed in. `undefined` means not asked yet. */
export const useSession = defineStore('session', () => {
  const me = ref<Me | null | undefined>(undefined);
  const signedIn = computed(() => me.value !== null && me.value !== undefined);
  const userId = computed(() => me.value?.id ?? null);
  const displayName = computed(() => me.value?.full_name || me.value?.username || '');
  const initials = computed(() => {
    const words = displayName.value.split(/[\s._-]+/).filter(Boolean);
    return ((words[0]?.[0] ?? '') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase();
  });

  /** Asks once who this browser is signed in as; nobody is an answer, a dead server is not. */
  async function restore(): Promise<void> {
    if (me.value !== undefined) return;
    try {
      me.value = await api.fetchMe();
    } catch (failure) {
      if (toProblem(failure).status !== 401) throw failure;
      me.value = null;
    }
  }

  async function signIn(username: string, password: string): Promise<void> {
    me.value = await api.signIn(username, password);
  }

  async function signOut(): Promise<void> {
    await api.signOut();
    me.value = null;
  }

  function forget(): void {
    me.value = null;
  }

  return { me, signedIn, userId, displayName, initials, restore, signIn, signOut, forget };
});
