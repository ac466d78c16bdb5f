# Receives Tatami's webhooks. Ruby 3, and WEBrick, which once came with it (gem install webrick):
#
#     PORT=3000 WEBHOOK_SECRETS=first,second ruby receiver.rb

require 'json'
require 'openssl'
require 'set'
require 'webrick'

SECRETS = ENV.fetch('WEBHOOK_SECRETS').split(',').reject(&:empty?) # two while you rotate them
LARGEST = 64 * 1024 # bytes; an event has about three hundred
TOLERANCE = 5 * 60 # seconds

# Whether one of our secrets signed these very bytes.
def verify(body, signature)
  SECRETS.any? do |secret|
    pairs = OpenSSL::HMAC.hexdigest('SHA256', secret, body).upcase.scan(/../)
    OpenSSL.secure_compare("sha256=#{pairs.join('-')}", signature)
  end
end

# Whether it was sent just now, as far as the sender says when. Tatami always does.
def fresh(body, id, time, signature)
  return true if signature.nil?
  return false if (Time.now.to_i - time.to_i).abs > TOLERANCE

  SECRETS.any? do |secret|
    mac = OpenSSL::HMAC.digest('SHA256', secret, "#{id}.#{time}.#{body}")
    OpenSSL.secure_compare("v1,#{[mac].pack('m0')}", signature)
  end
end

# In your shop: GET the payment intent and act on what it says.
def work(event)
  data = event['data']
  return unless data['paymentIntentId'] # an event that we know nothing of

  puts [event['event'], data['paymentIntentId'], data['paymentStatus']].join(' ')
end

# The whole body, or 413 as soon as it is too large.
def read(request)
  body = +''
  request.body do |chunk|
    body << chunk
    raise WEBrick::HTTPStatus::RequestEntityTooLarge if body.bytesize > LARGEST
  end
  body
end

$stdout.sync = true
seen = Set.new # in your shop: a table, with a UNIQUE column for the event's id
lock = Mutex.new
server = WEBrick::HTTPServer.new(BindAddress: '127.0.0.1', Port: Integer(ENV.fetch('PORT')), AccessLog: [])

server.mount_proc('/hook') do |request, response|
  next response.status = 405 unless request.request_method == 'POST'

  body = read(request)
  unless verify(body, request['dojo-signature'].to_s) &&
         fresh(body, request['webhook-id'], request['webhook-timestamp'], request['webhook-signature'])
    next response.status = 401
  end

  event = JSON.parse(body)
  is_new = lock.synchronize { seen.add?(event['id']) }
  Thread.new { work(event) } if is_new # remembered first; the answer, 200, does not wait for the work
end

server.start
