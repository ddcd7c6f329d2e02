// Every handler of the API, in the order of openapi.yaml. A handler parses, makes one service call
// and shapes the reply.
#pragma once

#include "api/call.hpp"

namespace api::handlers {

// embeds.cpp
base::Task<http::Response> get_embed(Call call);
// availability.cpp
base::Task<http::Response> list_availability(Call call);
// availability_stream.cpp
base::Task<http::Response> stream_availability(Call call);
// reservations.cpp
base::Task<http::Response> create_reservation(Call call);
base::Task<http::Response> get_reservation(Call call);
base::Task<http::Response> release_reservation(Call call);
base::Task<http::Response> extend_reservation(Call call);
// checkouts.cpp
base::Task<http::Response> create_checkout(Call call);
base::Task<http::Response> get_checkout(Call call);
// auth.cpp
base::Task<http::Response> log_in(Call call);
base::Task<http::Response> refresh(Call call);
base::Task<http::Response> log_out(Call call);
base::Task<http::Response> log_out_everywhere(Call call);
base::Task<http::Response> list_sign_ins(Call call);
base::Task<http::Response> end_sign_in(Call call);
base::Task<http::Response> change_password(Call call);
// account.cpp
base::Task<http::Response> forgot_password(Call call);
base::Task<http::Response> reset_password(Call call);
base::Task<http::Response> accept_invitation(Call call);
base::Task<http::Response> start_second_factor(Call call);
base::Task<http::Response> confirm_second_factor(Call call);
base::Task<http::Response> remove_second_factor(Call call);
base::Task<http::Response> renew_recovery_codes(Call call);
// users.cpp
base::Task<http::Response> get_me(Call call);
base::Task<http::Response> update_me(Call call);
base::Task<http::Response> list_users(Call call);
base::Task<http::Response> create_user(Call call);
base::Task<http::Response> get_user(Call call);
base::Task<http::Response> update_user(Call call);
base::Task<http::Response> delete_user(Call call);
base::Task<http::Response> invite_user_again(Call call);
// platform_jobs.cpp
base::Task<http::Response> list_platform_jobs(Call call);
// organizations.cpp
base::Task<http::Response> get_own_organization(Call call);
base::Task<http::Response> update_own_organization(Call call);
base::Task<http::Response> list_organizations(Call call);
base::Task<http::Response> create_organization(Call call);
base::Task<http::Response> get_organization(Call call);
base::Task<http::Response> update_organization(Call call);
base::Task<http::Response> delete_organization(Call call);
base::Task<http::Response> suspend_organization(Call call);
base::Task<http::Response> reactivate_organization(Call call);
// venues.cpp
base::Task<http::Response> list_venues(Call call);
base::Task<http::Response> create_venue(Call call);
base::Task<http::Response> get_venue(Call call);
base::Task<http::Response> update_venue(Call call);
// activities.cpp
base::Task<http::Response> list_activities(Call call);
base::Task<http::Response> create_activity(Call call);
base::Task<http::Response> preview_new_activity(Call call);
base::Task<http::Response> get_activity(Call call);
base::Task<http::Response> update_activity(Call call);
base::Task<http::Response> preview_activity(Call call);
// pricing.cpp
base::Task<http::Response> list_ticket_types(Call call);
base::Task<http::Response> create_ticket_type(Call call);
base::Task<http::Response> get_ticket_type(Call call);
base::Task<http::Response> update_ticket_type(Call call);
base::Task<http::Response> list_price_rules(Call call);
base::Task<http::Response> create_price_rule(Call call);
base::Task<http::Response> get_price_rule(Call call);
base::Task<http::Response> update_price_rule(Call call);
base::Task<http::Response> list_tax_rates(Call call);
base::Task<http::Response> create_tax_rate(Call call);
base::Task<http::Response> get_tax_rate(Call call);
base::Task<http::Response> update_tax_rate(Call call);
base::Task<http::Response> list_promo_codes(Call call);
base::Task<http::Response> create_promo_code(Call call);
base::Task<http::Response> get_promo_code(Call call);
base::Task<http::Response> update_promo_code(Call call);
base::Task<http::Response> get_pricing(Call call);
base::Task<http::Response> update_pricing(Call call);
base::Task<http::Response> create_quote(Call call);
// gift_cards.cpp
base::Task<http::Response> list_gift_cards(Call call);
base::Task<http::Response> issue_gift_card(Call call);
base::Task<http::Response> get_gift_card(Call call);
base::Task<http::Response> void_gift_card(Call call);
// staff_sessions.cpp
base::Task<http::Response> list_sessions(Call call);
base::Task<http::Response> get_session(Call call);
base::Task<http::Response> close_session(Call call);
base::Task<http::Response> open_session(Call call);
base::Task<http::Response> block_session(Call call);
base::Task<http::Response> resize_session(Call call);
// bookings.cpp
base::Task<http::Response> list_bookings(Call call);
base::Task<http::Response> create_booking(Call call);
base::Task<http::Response> get_booking(Call call);
base::Task<http::Response> update_booking(Call call);
base::Task<http::Response> cancel_booking(Call call);
base::Task<http::Response> reschedule_booking(Call call);
base::Task<http::Response> scan_ticket(Call call);
base::Task<http::Response> get_booking_money(Call call);
base::Task<http::Response> take_venue_payment(Call call);
base::Task<http::Response> refund_booking(Call call);
base::Task<http::Response> get_payment_settings(Call call);
base::Task<http::Response> update_payment_settings(Call call);
base::Task<http::Response> order_gift_card(Call call);
base::Task<http::Response> get_gift_card_order(Call call);
base::Task<http::Response> get_managed_booking(Call call);
base::Task<http::Response> cancel_managed_booking(Call call);
base::Task<http::Response> reschedule_managed_booking(Call call);
base::Task<http::Response> pay_managed_booking(Call call);
base::Task<http::Response> check_in_booking(Call call);
base::Task<http::Response> mark_no_show(Call call);
base::Task<http::Response> complete_booking(Call call);
// customers.cpp
base::Task<http::Response> list_customers(Call call);
base::Task<http::Response> get_customer(Call call);
base::Task<http::Response> update_customer(Call call);
base::Task<http::Response> export_customer(Call call);
base::Task<http::Response> erase_customer(Call call);
// funnel.cpp
base::Task<http::Response> count_step(Call call);
base::Task<http::Response> get_funnel(Call call);

// embed_settings.cpp
base::Task<http::Response> list_embeds(Call call);
base::Task<http::Response> create_embed(Call call);
base::Task<http::Response> get_embed_settings(Call call);
base::Task<http::Response> update_embed(Call call);
// api_keys.cpp
base::Task<http::Response> list_api_keys(Call call);
base::Task<http::Response> create_api_key(Call call);
base::Task<http::Response> get_api_key(Call call);
base::Task<http::Response> update_api_key(Call call);
base::Task<http::Response> rotate_api_key(Call call);
base::Task<http::Response> revoke_api_key(Call call);
// webhooks.cpp
base::Task<http::Response> list_webhook_endpoints(Call call);
base::Task<http::Response> create_webhook_endpoint(Call call);
base::Task<http::Response> get_webhook_endpoint(Call call);
base::Task<http::Response> update_webhook_endpoint(Call call);
base::Task<http::Response> delete_webhook_endpoint(Call call);
base::Task<http::Response> rotate_webhook_secret(Call call);
base::Task<http::Response> test_webhook_endpoint(Call call);
base::Task<http::Response> list_webhook_deliveries(Call call);
base::Task<http::Response> get_webhook_delivery(Call call);
base::Task<http::Response> replay_webhook_delivery(Call call);
// mails.cpp
base::Task<http::Response> list_mails(Call call);
base::Task<http::Response> retry_mail(Call call);

// dashboard.cpp
base::Task<http::Response> get_dashboard(Call call);

// audit_logs.cpp
base::Task<http::Response> list_audit_logs(Call call);
base::Task<http::Response> export_audit_logs(Call call);
// stripe.cpp
base::Task<http::Response> receive_stripe_event(Call call);
base::Task<http::Response> get_payment_account(Call call);
base::Task<http::Response> create_onboarding_link(Call call);
// operations.cpp
base::Task<http::Response> get_health(Call call);
base::Task<http::Response> get_live(Call call);
base::Task<http::Response> get_ready(Call call);
base::Task<http::Response> get_contract(Call call);

}  // namespace api::handlers
