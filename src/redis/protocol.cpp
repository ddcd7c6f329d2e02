// The protocol as hiredis reads and writes it.
#include "redis/protocol.hpp"

#include <hiredis/hiredis.h>

#include <stdexcept>

namespace redis {
namespace {

Reply reply_of(const redisReply& found) {
    Reply reply;
    switch (found.type) {
        case REDIS_REPLY_STRING:
        case REDIS_REPLY_STATUS:
            reply.kind = Reply::Kind::text;
            reply.text.assign(found.str, found.len);
            break;
        case REDIS_REPLY_INTEGER:
            reply.kind = Reply::Kind::integer;
            reply.number = found.integer;
            break;
        case REDIS_REPLY_ERROR:
            reply.kind = Reply::Kind::error;
            reply.text.assign(found.str, found.len);
            break;
        case REDIS_REPLY_ARRAY:
            reply.kind = Reply::Kind::list;
            for (std::size_t i = 0; i < found.elements; ++i) {
                reply.list.push_back(reply_of(*found.element[i]));
            }
            break;
        default:
            break;
    }
    return reply;
}

}  // namespace

std::string command_bytes(const std::vector<std::string>& words) {
    std::vector<const char*> texts;
    std::vector<std::size_t> lengths;
    for (const std::string& word : words) {
        texts.push_back(word.data());
        lengths.push_back(word.size());
    }
    char* bytes = nullptr;
    const int length = redisFormatCommandArgv(&bytes, static_cast<int>(words.size()), texts.data(),
                                              lengths.data());
    if (length < 0) throw std::runtime_error("no memory for hiredis");
    std::string command(bytes, static_cast<std::size_t>(length));
    redisFreeCommand(bytes);
    return command;
}

ReplyReader::ReplyReader() : reader_(redisReaderCreate()) {
    if (!reader_) throw std::runtime_error("no memory for hiredis");
}

void ReplyReader::put(std::string_view bytes) {
    if (redisReaderFeed(reader_.get(), bytes.data(), bytes.size()) != REDIS_OK) is_broken_ = true;
}

std::optional<Reply> ReplyReader::next() {
    if (is_broken_) return std::nullopt;
    void* found = nullptr;
    if (redisReaderGetReply(reader_.get(), &found) != REDIS_OK) is_broken_ = true;
    if (found == nullptr) return std::nullopt;
    Reply reply = reply_of(*static_cast<const redisReply*>(found));
    freeReplyObject(found);
    return reply;
}

void ReplyReader::Free::operator()(redisReader* reader) const {
    redisReaderFree(reader);
}

}  // namespace redis
