// The users of an organization.
#include "services/people.hpp"

#include "services/tokens.hpp"

namespace services {
namespace {

constexpr std::string_view invitation_purpose = "invitation";
constexpr std::string_view reset_purpose = "password_reset";

// A link that can be used now, and the password that was chosen with it.
struct Choice {
    Link link;
    std::string password_hash;
};

// Looks before it hashes: only links that we made and that still count cost the work.
base::Task<base::Result<Choice>> choose_password(Context context, std::string token,
                                                 std::string_view purpose, std::string password,
                                                 std::string param) {
    const auto link = parse_link_token(*context.keys, purpose, token);
    if (!link) co_return base::fail(base::ErrorCode::link_invalid, "");
    const auto open = co_await store::read_link(as_nobody(context), link->organization_id, link->id,
                                                std::string(purpose));
    if (!open) co_return base::fail(open.error());
    const std::string email = store::text_at(open->value, "email");
    const std::string name = store::text_at(open->value, "full_name");
    if (auto fault = fault_of_password(password, email, name, std::move(param))) {
        co_return base::fail(std::move(*fault));
    }
    auto hash = co_await hash_of_password(context, std::move(password));
    if (!hash) co_return base::fail(std::move(hash.error()));
    Choice choice;
    choice.link = *link;
    choice.password_hash = std::move(*hash);
    co_return choice;
}

}  // namespace

base::Task<base::Result<store::Outcome>> read_me(Context context, Staff staff) {
    co_return co_await store::read_me(as_staff(context, staff));
}

base::Task<base::Result<store::Outcome>> update_me(Context context, Staff staff,
                                                   std::int64_t expected_version,
                                                   std::optional<std::string> full_name,
                                                   std::optional<std::string> phone) {
    co_return co_await store::update_me(as_staff(context, staff), expected_version,
                                        std::move(full_name), std::move(phone));
}

base::Task<base::Result<store::Outcome>> list_users(Context context, Staff staff, int limit,
                                                    std::optional<base::Uuid> starting_after) {
    co_return co_await store::list_users(as_staff(context, staff), limit, starting_after);
}

base::Task<base::Result<store::Outcome>> read_user(Context context, Staff staff, base::Uuid id) {
    co_return co_await store::read_user(as_staff(context, staff), id);
}

base::Task<base::Result<store::Outcome>> invite_user(Context context, Staff staff, UserInput input,
                                                     store::Idempotency idempotency) {
    store::NewUser user;
    user.id = base::new_uuid(context.clock->now());
    user.email = std::move(input.email);
    user.full_name = std::move(input.full_name);
    user.role = std::move(input.role);
    user.link_id = base::new_uuid(context.clock->now());
    co_return co_await store::create_user(as_staff(context, staff), std::move(user),
                                          std::move(idempotency));
}

base::Task<base::Result<store::Outcome>> invite_again(Context context, Staff staff, base::Uuid id) {
    const base::Uuid link_id = base::new_uuid(context.clock->now());
    co_return co_await store::invite_again(as_staff(context, staff), id, link_id);
}

base::Task<base::Result<store::Outcome>> update_user(Context context, Staff staff, base::Uuid id,
                                                     std::int64_t expected_version,
                                                     store::UserChange change) {
    co_return co_await store::update_user(as_staff(context, staff), id, expected_version,
                                          std::move(change));
}

base::Task<base::Result<store::Outcome>> delete_user(Context context, Staff staff, base::Uuid id) {
    co_return co_await store::delete_user(as_staff(context, staff), id);
}

base::Task<base::Result<std::string>> accept_invitation(Context context, std::string token,
                                                        std::optional<std::string> full_name,
                                                        std::string password) {
    auto choice = co_await choose_password(context, std::move(token), invitation_purpose,
                                           std::move(password), "/password");
    if (!choice) co_return base::fail(std::move(choice.error()));
    const auto accepted = co_await store::accept_invitation(
        as_nobody(context), choice->link.organization_id, choice->link.id, std::move(full_name),
        std::move(choice->password_hash));
    if (!accepted) co_return base::fail(accepted.error());
    co_return store::text_at(accepted->value, "email");
}

base::Task<base::Result<void>> forgot_password(Context context, std::string email) {
    const auto noted = co_await store::request_password_reset(as_nobody(context), std::move(email));
    if (!noted) co_return base::fail(noted.error());
    co_return base::Result<void>();
}

base::Task<base::Result<std::string>> reset_password(Context context, std::string token,
                                                     std::string new_password) {
    auto choice = co_await choose_password(context, std::move(token), reset_purpose,
                                           std::move(new_password), "/new_password");
    if (!choice) co_return base::fail(std::move(choice.error()));
    const auto reset =
        co_await store::reset_password(as_nobody(context), choice->link.organization_id,
                                       choice->link.id, std::move(choice->password_hash));
    if (!reset) co_return base::fail(reset.error());
    co_return store::text_at(reset->value, "email");
}

}  // namespace services
