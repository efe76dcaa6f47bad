# Exchange the js_code in JS_CODE at WeChat's own address, with the client named.
require 'net/http'
require 'open-uri'

uri = URI('https://api.weixin.qq.com/sns/jscode2session')
uri.query = URI.encode_www_form(
  appid: ENV.fetch('APPID'),
  secret: ENV.fetch('SECRET'),
  js_code: ENV.fetch('JS_CODE'),
  grant_type: 'authorization_code'
)
puts ARGV[0] == 'open-uri' ? uri.open.read : Net::HTTP.get(uri)
