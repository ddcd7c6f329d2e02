-- wrk: holds of one seat on random sessions, each from another visitor, so that the limit per visitor is
-- checked but never met. Arguments: number of sessions, sessions of each organization (bench/sql/tenants.sql), and how
-- long a connection pauses before each request, in milliseconds on average (none).
dofile("bench/load/count.lua")
expected_status = 201

local sessions, sessions_each, pause

function init(arguments)
    sessions, sessions_each = tonumber(arguments[1]), tonumber(arguments[2])
    pause = tonumber(arguments[3])
    if pause then delay = function() return -pause * math.log(1 - math.random()) end end
    math.randomseed(os.time() * 64 + thread_number)
end

function request()
    local session = math.random(sessions)
    local organization = math.floor((session - 1) / sessions_each) + 1
    local body = string.format('{"session_id":"00000000-0000-7000-8000-%012x","spots":1}', session)
    return string.format(
        "POST /v1/embed/emb_%024x/reservations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            .. "X-Forwarded-For: %d.%d.%d.%d\r\nContent-Length: %d\r\n\r\n%s",
        organization, math.random(1, 223), math.random(0, 255), math.random(0, 255), math.random(1, 254), #body, body)
end
