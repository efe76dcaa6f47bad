const express = require('express');

const session = {
  session_key: '3q2+7wABAgMEBQYHCAkKCw==',
  openid: 'oTPeD5bX0m4pXnJ9s8Y0kq2vWl3M',
  unionid: 'oUnPf6cY1n5qYoK0t9Z1lr3wXm4N',
};

const app = express();
app.get('/sns/jscode2session', (request, response) => response.json(session));
app.listen(Number(process.argv[2]), '127.0.0.1');
