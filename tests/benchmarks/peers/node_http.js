// What somebody writes by hand in five minutes: one path, one answer, no framework.
const http = require('node:http');

const session = {
  session_key: '3q2+7wABAgMEBQYHCAkKCw==',
  openid: 'oTPeD5bX0m4pXnJ9s8Y0kq2vWl3M',
  unionid: 'oUnPf6cY1n5qYoK0t9Z1lr3wXm4N',
};

http
  .createServer((request, response) => {
    const url = new URL(request.url, 'http://127.0.0.1');
    if (request.method !== 'GET' || url.pathname !== '/sns/jscode2session') {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(session));
  })
  .listen(Number(process.argv[2]), '127.0.0.1');
