// Leads this Node's calls to WeChat to the gate of `wxsim exec`.
//
// Every client there is (https, fetch, undici, axios, got) ends in a socket of
// net; the name for TLS has been settled before.
'use strict';

const net = require('node:net');

const hosts = new Set((process.env.WXSIM_EXEC_HOSTS || '').split(','));
const port = Number(process.env.WXSIM_EXEC_GATE);

function redirected(options) {
  const host = options && typeof options.host === 'string' ? options.host : '';
  if (!port || !hosts.has(host.toLowerCase().replace(/\.$/, ''))) return options;
  return Object.assign({}, options, { host: '127.0.0.1', port, lookup: undefined });
}

const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...args) {
  if (Array.isArray(args[0])) {
    // What net.connect has already put into order: [options, callback], marked with a symbol.
    args[0][0] = redirected(args[0][0]);
  } else if (typeof args[0] === 'object') {
    args[0] = redirected(args[0]);
  } else if (typeof args[1] === 'string') {
    const [to, host, ...rest] = args;
    args = [redirected({ port: to, host }), ...rest];
  }
  return connect.apply(this, args);
};
