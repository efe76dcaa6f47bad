// A server for pushes out of two SDKs from npm, unmodified. /easywechat is the
// server of node-easywechat, which reads XML; /wecom uses @wecom/crypto for
// either format. Each answers with what it has understood, encrypted by the SDK.
const http = require("http");
// Not the package's index: it also loads OAuth, from a package whose newest version lacks a file.
const MiniApp = require("node-easywechat/dist/MiniApp/Application");
const ServerRequest = require("node-easywechat/dist/Core/Http/ServerRequest");
const { getSignature, encrypt, decrypt } = require("@wecom/crypto");

const [appid, token, key] = process.argv.slice(2);

async function easywechat(request, body) {
  const app = new MiniApp({ app_id: appid, secret: "0", token, aes_key: key });
  app.setRequest(new ServerRequest(request.method, request.url, request.headers, Buffer.from(body)));
  const server = app.getServer();
  server.with((message) => `understood ${message.Event || message.Content}`);
  const response = await server.serve();
  return response.getBody().toString();
}

function wecom(request, body) {
  const query = new URL(request.url, "http://localhost").searchParams;
  const [timestamp, nonce] = [query.get("timestamp"), query.get("nonce")];
  if (getSignature(token, timestamp, nonce, "") !== query.get("signature")) throw Error("signature");
  if (query.has("echostr")) return query.get("echostr");
  if (!query.has("msg_signature")) return body;
  const isXml = body.startsWith("<");
  const sealed = isXml ? /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(body)[1] : JSON.parse(body).Encrypt;
  if (getSignature(token, timestamp, nonce, sealed) !== query.get("msg_signature")) {
    throw Error("msg_signature");
  }
  const { message, id } = decrypt(key, sealed);
  if (id !== appid) throw Error(`made for ${id}`);
  const Encrypt = encrypt(key, message, appid);
  const MsgSignature = getSignature(token, "5", "7", Encrypt);
  if (!isXml) return JSON.stringify({ Encrypt, MsgSignature, TimeStamp: 5, Nonce: "7" });
  return (
    `<xml><Encrypt><![CDATA[${Encrypt}]]></Encrypt><MsgSignature>${MsgSignature}</MsgSignature>` +
    "<TimeStamp>5</TimeStamp><Nonce><![CDATA[7]]></Nonce></xml>"
  );
}

const server = http.createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", async () => {
    const body = Buffer.concat(parts).toString();
    const take = request.url.startsWith("/easywechat") ? easywechat : wecom;
    try {
      response.end(await take(request, body));
    } catch (error) {
      response.statusCode = 500;
      response.end(String(error));
    }
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
