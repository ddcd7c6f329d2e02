// Gift cards of an organization.
#include "services/gift_cards.hpp"

#include "crypto/token.hpp"

namespace services {
namespace {

constexpr std::string_view code_characters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t code_length = 16;
constexpr std::size_t group_length = 4;

}  // namespace

std::string gift_card_code(const crypto::Keys& keys, const base::Uuid& organization_id,
                           const base::Uuid& gift_card_id) {
    const std::string bytes =
        crypto::hmac_sha256(keys.gift_cards().front(),
                            base::to_string(organization_id) + "/" + base::to_string(gift_card_id));
    std::string code;
    for (std::size_t i = 0; i < code_length; ++i) {
        if (i > 0 && i % group_length == 0) code += '-';
        code += code_characters[static_cast<unsigned char>(bytes[i]) % code_characters.size()];
    }
    return code;
}

base::Task<base::Result<store::Outcome>> list_gift_cards(Context context, Staff staff, int limit,
                                                         std::optional<base::Uuid> starting_after) {
    co_return co_await store::list_gift_cards(as_staff(context, staff), limit, starting_after);
}

base::Task<base::Result<store::Outcome>> read_gift_card(Context context, Staff staff,
                                                        base::Uuid id) {
    co_return co_await store::read_gift_card(as_staff(context, staff), id);
}

base::Task<base::Result<store::Outcome>> issue_gift_card(Context context, Staff staff,
                                                         boost::json::object columns,
                                                         store::Idempotency idempotency) {
    const base::Uuid id = base::new_uuid(context.clock->now());
    const std::string code = gift_card_code(*context.keys, staff.organization_id, id);
    auto issued = co_await store::issue_gift_card(as_staff(context, staff), id, code,
                                                  std::move(columns), std::move(idempotency));
    if (issued) {
        boost::json::value& told = issued->value.at("result").as_object()["code"];
        if (!issued->replayed) told = code;
    }
    co_return issued;
}

base::Task<base::Result<store::Outcome>> void_gift_card(Context context, Staff staff, base::Uuid id,
                                                        store::Idempotency idempotency) {
    co_return co_await store::void_gift_card(as_staff(context, staff), id, std::move(idempotency));
}

}  // namespace services
