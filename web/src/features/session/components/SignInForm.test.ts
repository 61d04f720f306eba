import { afterEach, describe, expect, it } from '@jest/globals';
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { createMemoryHistory, createRouter } from 'vue-router';
import { createVuetify } from 'vuetify';
import { VBtn, VIcon, VTextField } from 'vuetify/components';
import { i18n } from '../../../i18n/index.js';
import SignInForm from './SignInForm.vue';

interface Canned {
  readonly status: number;
  readonly body: unknown;
}
const original = globalThis.fetch;

async function open(answers: Record<string, Canned>): Promise<VueWrapper> {
  globalThis.fetch = ((path: string) => {
    const { status, body } = answers[path] ?? { status: 404, body: {} };
    return Promise.resolve({
      ok: status < 400,
      status,
      headers: new Headers(),
      text: () => Promise.resolve(JSON.stringify(body)),
    });
  }) as unknown as typeof fetch;
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/:rest(.*)*', component: SignInForm }],
  });
  const wrapper = mount(SignInForm, {
    attachTo: document.body,
    global: { plugins: [createPinia(), i18n, createVuetify(), router], components: { VBtn, VIcon, VTextField } },
  });
  await flushPromises();
  return wrapper;
}
const ways = (password: boolean, sso: boolean, google: boolean): Canned => ({
  status: 200,
  body: { password, sso, google },
});

describe('sign-in form', () => {
  afterEach(() => {
    globalThis.fetch = original;
    document.body.innerHTML = '';
  });

  it('offers only the ways that are switched on', async () => {
    const wrapper = await open({ '/api/auth/providers/': ways(true, true, false) });
    expect(wrapper.text()).toContain('Continue with SSO');
    expect(wrapper.text()).not.toContain('Google');
    const other = await open({ '/api/auth/providers/': ways(false, false, true) });
    expect(other.find('form').exists()).toBe(false);
  });

  it('has the cursor in its first field as soon as there is one, and moves it no more', async () => {
    const wrapper = await open({ '/api/auth/providers/': ways(true, false, false) });
    const [name, password] = wrapper.findAll('input');
    expect(document.activeElement).toBe(name!.element);
    expect(name!.attributes('autofocus')).toBeUndefined();
    password!.element.focus();
    await flushPromises();
    expect(document.activeElement).toBe(password!.element);
  });

  it('asks for both fields before it asks the server', async () => {
    const wrapper = await open({ '/api/auth/providers/': ways(true, false, false) });
    await wrapper.find('form').trigger('submit');
    await flushPromises();
    expect(wrapper.text()).toContain('Enter your user name or e-mail.');
    expect(wrapper.text()).toContain('Enter your password.');
  });

  it('says what is wrong and shows the request', async () => {
    const refusal = { status: 401, body: { reason: 'INVALID_CREDENTIALS', instance: 'r-7' } };
    const wrapper = await open({ '/api/auth/providers/': ways(true, false, false), '/api/auth/login/': refusal });
    const [name, password] = wrapper.findAll('input');
    await name!.setValue('alice');
    await password!.setValue('wrong');
    await wrapper.find('form').trigger('submit');
    await flushPromises();
    expect(wrapper.text()).toContain('User name or password is wrong');
    expect(wrapper.text()).toContain('Request r-7');
    expect(wrapper.emitted('done')).toBeUndefined();
  });
});
