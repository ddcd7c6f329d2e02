-- wrk: gift cards that visitors want to pay by card, two a second from each connection, each from another address. The
-- payment provider hangs, so each is refused with 503.
dofile("bench/load/count.lua")
expected_status = 503

local path
local number = 0

function init(arguments)
    path = arguments[1]
    math.randomseed(os.time())
end

function delay()
    return 500
end

function request()
    number = number + 1
    local body = '{"amount":5000,"payment":"stripe",'
        .. '"customer":{"first_name":"Ann","last_name":"Lee","email":"ann@example.com"}}'
    return string.format(
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nIdempotency-Key: %08x-%d\r\n"
            .. "X-Forwarded-For: 10.0.%d.%d\r\nContent-Length: %d\r\n\r\n%s",
        path, math.random(0, 2 ^ 31 - 1), number, math.floor(number / 250) % 250, number % 250 + 1, #body, body)
end
