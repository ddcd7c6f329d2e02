-- wrk: sign-ins, each of another user and from another address, so that nobody meets the limits on attempts.
-- Argument: number of users (bench/sql/users.sql).
dofile("bench/load/count.lua")

local users
local number = 0

function init(arguments)
    users = tonumber(arguments[1])
end

function request()
    number = number + 1
    local user = number % users + 1
    local body = string.format('{"email":"user-%d@example.com","password":"correct horse battery staple"}', user)
    return string.format(
        "POST /v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            .. "X-Forwarded-For: 10.0.%d.%d\r\nContent-Length: %d\r\n\r\n%s",
        math.floor(user / 250), user % 250 + 1, #body, body)
end
