// Exchange the js_code in JS_CODE at WeChat's own address, with the HTTP client named.
import https from 'node:https';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const { APPID, SECRET, JS_CODE, MODULES } = process.env;
const query = new URLSearchParams({
  appid: APPID,
  secret: SECRET,
  js_code: JS_CODE,
  grant_type: 'authorization_code',
});
const url = `https://api.weixin.qq.com/sns/jscode2session?${query}`;
const require = createRequire(pathToFileURL(`${MODULES}/`));
const installed = (name) => import(pathToFileURL(require.resolve(name)));
const text = (data) => (typeof data === 'string' ? data : JSON.stringify(data));

const clients = {
  async https() {
    return new Promise((resolve, reject) => {
      https
        .get(url, (response) => {
          let body = '';
          response.on('data', (chunk) => (body += chunk));
          response.on('end', () => resolve(body));
        })
        .on('error', reject);
    });
  },
  fetch: async () => (await fetch(url)).text(),
  axios: async () => text((await (await installed('axios')).default.get(url)).data),
  'axios-0': async () => text((await (await installed('axios-0')).default.get(url)).data),
  got: async () => (await installed('got')).default(url).text(),
  'node-fetch': async () => (await (await installed('node-fetch')).default(url)).text(),
  undici: async () => (await (await installed('undici')).request(url)).body.text(),
};

console.log(await clients[process.argv[2]]());
