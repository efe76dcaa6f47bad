// A login server in Express, as one would write it. wxsim checks it:
//   npm install && wxsim check subject.yaml
'use strict';
const crypto = require('node:crypto');
const express = require('express');

const wechat = process.env.WECHAT_BASE_URL || 'https://api.weixin.qq.com';
const appid = process.env.WECHAT_APPID;
const secret = process.env.WECHAT_SECRET;

const users = new Map(); // openid -> user
const sessions = new Map(); // token -> { user, sessionKey, endsAt }
const sessionSeconds = Number(process.env.SESSION_SECONDS || 7 * 24 * 3600);

class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

// WeChat answers HTTP 200 whatever it says, and sometimes something else than JSON.
async function codeToSession(code) {
  const url = new URL('/sns/jscode2session', wechat);
  url.search = new URLSearchParams({
    appid,
    secret,
    js_code: code,
    grant_type: 'authorization_code',
  });
  let answer;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    answer = await response.json();
  } catch {
    throw new Refusal(502, 'WeChat does not answer; try again');
  }
  if (answer.openid && answer.session_key) return answer;
  if ([40029, 40163].includes(answer.errcode)) throw new Refusal(401, 'call wx.login again');
  if (answer.errcode === 40226) throw new Refusal(403, 'WeChat has blocked this account');
  throw new Refusal(503, 'WeChat is busy; try again');
}

function signedIn(request) {
  const token = (request.get('authorization') || '').replace(/^Bearer /, '');
  const session = sessions.get(token);
  if (!session || session.endsAt < Date.now()) throw new Refusal(401, 'log in first');
  return session;
}

function profileOf(body, sessionKey) {
  try {
    const key = Buffer.from(sessionKey, 'base64');
    const decipher = crypto.createDecipheriv('aes-128-cbc', key, Buffer.from(body.iv, 'base64'));
    const plain = decipher.update(body.encryptedData, 'base64', 'utf8') + decipher.final('utf8');
    const profile = JSON.parse(plain);
    const watermark = profile.watermark;
    if (watermark.appid !== appid) throw new Error('another app');
    if (watermark.timestamp < Date.now() / 1000 - 86400) throw new Error('too old');
    return profile;
  } catch {
    throw new Refusal(403, 'this profile does not fit your login; log in again and resend it');
  }
}

const app = express();
app.disable('x-powered-by');
app.use(express.json());

app.post('/api/login', async (request, response, next) => {
  try {
    const code = request.body && request.body.code;
    if (typeof code !== 'string' || !code || code.length > 512) {
      throw new Refusal(400, 'code is missing');
    }
    const { openid, session_key: sessionKey } = await codeToSession(code);
    if (!users.has(openid)) users.set(openid, { id: crypto.randomUUID(), nickName: '' });
    const token = crypto.randomBytes(32).toString('base64url');
    const endsAt = Date.now() + sessionSeconds * 1000;
    sessions.set(token, { user: users.get(openid), sessionKey, endsAt });
    response.json({ token });
  } catch (error) {
    next(error);
  }
});

app.get('/api/me', (request, response) => {
  response.json(signedIn(request).user);
});

app.post('/api/profile', (request, response) => {
  const { user, sessionKey } = signedIn(request);
  const { rawData, signature } = request.body;
  const wanted = crypto.createHash('sha1').update(rawData + sessionKey).digest('hex');
  if (signature !== wanted) throw new Refusal(403, 'the signature does not fit; log in again');
  user.nickName = profileOf(request.body, sessionKey).nickName;
  response.json(user);
});

app.use((error, _request, response, _next) => {
  response.status(error.status || 500).json({ error: error.status ? error.message : 'sorry' });
});

app.listen(process.env.PORT || 3000, '127.0.0.1');
