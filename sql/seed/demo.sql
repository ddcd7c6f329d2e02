-- The demo tenants of `bookingtms dev`: two organizations in two time zones, five activities. Sessions
-- are made from the schedules by the ordinary job. Ids and embed keys are fixed, so links stay valid
-- when the data folder is made anew; embed keys are public by nature.

set local role bookingtms_engine;

insert into organizations (id, name, slug, status, currency, primary_color) values
    ('01900000-0000-7000-8000-000000000001', 'Lantern & Key', 'lantern-and-key', 'active', 'GBP', '#7c2d12'),
    ('01900000-0000-7000-8000-000000000002', 'Harbor City Adventures', 'harbor-city', 'active', 'USD', '#075985');

insert into venues (organization_id, id, name, slug, address, time_zone) values
    ('01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000101', 'Lantern & Key London',
     'london', '12 Clink Street, London SE1', 'Europe/London'),
    ('01900000-0000-7000-8000-000000000002', '01900000-0000-7000-8000-000000000201', 'Harbor City Pier',
     'pier', '40 South Street, New York, NY', 'America/New_York');

insert into activities (organization_id, id, venue_id, name, slug, tagline, description, duration_minutes,
    capacity, mode, min_party, max_party, price_minor, currency, booking_cutoff_minutes, schedule) values
    ('01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000001001',
     '01900000-0000-7000-8000-000000000101', 'The Clockmaker''s Attic', 'clockmakers-attic',
     'Sixty minutes, one stopped clock.',
     'A private escape room for two to six people. The clockmaker left in a hurry, and every clock in his '
     'attic shows another hour.',
     60, 6, 'private', 2, 6, 11400, 'GBP', 60,
     '{"weekly": {"monday": [{"start": "12:00", "end": "21:00"}], "tuesday": [{"start": "12:00", "end": "21:00"}],
       "wednesday": [{"start": "12:00", "end": "21:00"}], "thursday": [{"start": "12:00", "end": "21:00"}],
       "friday": [{"start": "12:00", "end": "23:00"}], "saturday": [{"start": "10:00", "end": "23:00"}],
       "sunday": [{"start": "10:00", "end": "20:00"}]},
       "slot_interval_minutes": 90, "buffer_minutes": 20, "booking_window_days": 60}'),
    ('01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000001002',
     '01900000-0000-7000-8000-000000000101', 'Midnight on Clink Street', 'midnight-on-clink-street',
     'A ghost walk past closing time.',
     'A guided walk through the alleys of Southwark. Friday and Saturday tours run past midnight. Sold by the seat.',
     75, 18, 'shared', 1, 8, 2200, 'GBP', 30,
     '{"weekly": {"wednesday": [{"start": "19:00", "end": "22:00"}], "thursday": [{"start": "19:00", "end": "22:00"}],
       "friday": [{"start": "20:00", "end": "02:00"}], "saturday": [{"start": "20:00", "end": "02:00"}]},
       "slot_interval_minutes": 90, "buffer_minutes": 10, "booking_window_days": 60}'),
    ('01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000001003',
     '01900000-0000-7000-8000-000000000101', 'Lockpicking for Beginners', 'lockpicking',
     'Open your first lock in half an hour.',
     'A workshop at twelve benches. Tools and coffee are included. Sold by the seat.',
     120, 12, 'shared', 1, 6, 4500, 'GBP', 120,
     '{"weekly": {"saturday": [{"start": "10:00", "end": "17:00"}], "sunday": [{"start": "11:00", "end": "16:00"}]},
       "slot_interval_minutes": 150, "buffer_minutes": 30, "booking_window_days": 60}'),
    ('01900000-0000-7000-8000-000000000002', '01900000-0000-7000-8000-000000002001',
     '01900000-0000-7000-8000-000000000201', 'Sunrise Kayak Tour', 'sunrise-kayak',
     'The harbor before the ferries wake.',
     'A guided tour in single kayaks for up to ten paddlers. Dry bags and wetsuits are included. Sold by the seat.',
     90, 10, 'shared', 1, 10, 6900, 'USD', 720,
     '{"weekly": {"monday": [{"start": "06:00", "end": "10:00"}], "tuesday": [{"start": "06:00", "end": "10:00"}],
       "wednesday": [{"start": "06:00", "end": "10:00"}], "thursday": [{"start": "06:00", "end": "10:00"}],
       "friday": [{"start": "06:00", "end": "10:00"}], "saturday": [{"start": "06:00", "end": "12:00"}],
       "sunday": [{"start": "06:00", "end": "12:00"}]},
       "slot_interval_minutes": 120, "buffer_minutes": 30, "booking_window_days": 60}'),
    ('01900000-0000-7000-8000-000000000002', '01900000-0000-7000-8000-000000002002',
     '01900000-0000-7000-8000-000000000201', 'Private Harbor Sail', 'private-harbor-sail',
     'The whole boat, your people, two hours.',
     'Charter the sloop Meridian with her captain for up to eight guests.',
     120, 8, 'private', 1, 8, 48000, 'USD', 180,
     '{"weekly": {"thursday": [{"start": "10:00", "end": "20:00"}], "friday": [{"start": "10:00", "end": "20:00"}],
       "saturday": [{"start": "09:00", "end": "21:00"}], "sunday": [{"start": "09:00", "end": "21:00"}]},
       "slot_interval_minutes": 150, "buffer_minutes": 30, "booking_window_days": 60}');

insert into embed_configs (organization_id, id, name) values
    ('01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000e01', 'Website'),
    ('01900000-0000-7000-8000-000000000002', '01900000-0000-7000-8000-000000000e02', 'Website');

insert into embed_keys (embed_key, organization_id, embed_config_id) values
    ('emb_1a57e2c0ffee000000000001', '01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000e01'),
    ('emb_ca5cade0ca5e000000000002', '01900000-0000-7000-8000-000000000002', '01900000-0000-7000-8000-000000000e02');
