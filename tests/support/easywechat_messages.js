// What a back end with node-easywechat does with messages and contents. Run with a JSON
// object of url, appid, secret, openid and template; prints what came of each call.
const { MiniApp } = require('node-easywechat');
const { FormData, File } = globalThis;

async function main() {
  const given = JSON.parse(process.argv[2]);
  const app = new MiniApp({
    app_id: given.appid,
    secret: given.secret,
    http: { baseURL: given.url, throw: false },
  });
  const client = app.getClient();
  const post = async (path, json) => (await client.postJson(path, json)).toObject();
  const message = (value) => ({
    touser: given.openid,
    template_id: given.template,
    page: 'pages/order',
    data: { thing1: { value } },
  });
  const subscribe = '/cgi-bin/message/subscribe/send';
  const customer = '/cgi-bin/message/custom/send';
  const check = (content) =>
    post('/wxa/msg_sec_check', { content, version: 2, scene: 2, openid: given.openid });
  const form = new FormData();
  form.append('media', new File([Buffer.from([0x89, 0x50])], '赌博.png', { type: 'image/png' }));
  const told = {
    tooLong: await post(subscribe, message('长'.repeat(21))),
    subscribed: await post(subscribe, message('高山乌龙')),
    onceMore: await post(subscribe, message('高山乌龙')),
    templates: (await client.get('/wxaapi/newtmpl/gettemplate')).toObject(),
    text: await post(customer, {
      touser: given.openid,
      msgtype: 'text',
      text: { content: '在的' },
    }),
    typing: await post('/cgi-bin/message/custom/business/typing', {
      touser: given.openid,
      command: 'Typing',
    }),
    harmless: await check('你好'),
    risky: await check('网上赌博'),
    picture: (await client.post('/wxa/img_sec_check', { data: form })).toObject(),
    media: await post('/wxa/media_check_async', {
      media_url: 'https://example.com/cat.png',
      media_type: 2,
      version: 2,
      scene: 1,
      openid: given.openid,
    }),
  };
  console.log(JSON.stringify(told));
}

main();
