<?php
// Exchange the js_code in JS_CODE at WeChat's own address, with curl.
$query = http_build_query([
    'appid' => getenv('APPID'),
    'secret' => getenv('SECRET'),
    'js_code' => getenv('JS_CODE'),
    'grant_type' => 'authorization_code',
]);
$request = curl_init('https://api.weixin.qq.com/sns/jscode2session?' . $query);
curl_setopt($request, CURLOPT_RETURNTRANSFER, true);
$body = curl_exec($request);
if ($body === false) {
    fwrite(STDERR, curl_error($request) . "\n");
    exit(1);
}
echo $body, "\n";
