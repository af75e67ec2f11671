"""Who gets which answer from which page behind the sign-in: written by hand, read by people.

A row is a page, a method, and an answer for each kind of person. Methods: ``GET`` is looking,
``POST`` is sending a form that someone forged or kept open, with a valid token. A form without
a token is refused to everybody, everywhere; the net (``test_permissions.py``) asks that too.

    ok      the page answers; asking changes nothing
    does    the page answers, and the form may change records
    login   sent to the sign-in page
    no      refused (403)
    404     as if it were not there
    405     the page takes no such method

Pages of records: ``changelist`` is the list, ``change`` the form of one, ``history`` what the
admin noted about it. People with sections have Sport; the net asks about stories of Sport
(``own``) and about stories of World (``other``).
"""

PEOPLE = (
    "anonymous",
    "suspended",
    "reporter",
    "sub_editor",
    "desk_editor",
    "chief_editor",
    "photo_editor",
    "wire_operator",
    "administrator",
    "superuser",
)

# --- The building: sign-in, front page, help for forms ---

BUILDING = """
                                            anon  susp  rep  sub  desk chief photo wire admin super
index                                 GET   login login ok   ok   ok   ok    ok    ok   ok    ok
index                                 POST  login login ok   ok   ok   ok    ok    ok   ok    ok
login                                 GET   ok    ok    ok   ok   ok   ok    ok    ok   ok    ok
login                                 POST  ok    ok    ok   ok   ok   ok    ok    ok   ok    ok
logout                                GET   ok    ok    405  405  405  405   405   405  405   405
logout                                POST  ok    ok    does does does does  does  does does  does
password_change                       GET   login login ok   ok   ok   ok    ok    ok   ok    ok
password_change                       POST  login login does does does does  does  does does  does
password_change_done                  GET   login login ok   ok   ok   ok    ok    ok   ok    ok
password_change_done                  POST  login login 405  405  405  405   405   405  405   405
jsi18n                                GET   login login ok   ok   ok   ok    ok    ok   ok    ok
jsi18n                                POST  login login 405  405  405  405   405   405  405   405
view_on_site                          GET   login login 404  404  404  404   404   404  404   404
view_on_site                          POST  login login 404  404  404  404   404   404  404   404
(anything else)                       GET   login login 404  404  404  404   404   404  404   404
(anything else)                       POST  login login 404  404  404  404   404   404  404   404
(old address of a form)               GET   login login ok   ok   ok   ok    ok    ok   ok    ok
(old address of a form)               POST  login login ok   ok   ok   ok    ok    ok   ok    ok
app_list:articles                     GET   login login ok   ok   ok   ok    ok    ok   404   ok
app_list:articles                     POST  login login ok   ok   ok   ok    ok    ok   404   ok
app_list:editorials                   GET   login login ok   ok   ok   ok    ok    ok   404   ok
app_list:editorials                   POST  login login ok   ok   ok   ok    ok    ok   404   ok
app_list:publishing                   GET   login login ok   ok   ok   ok    ok    ok   ok    ok
app_list:publishing                   POST  login login ok   ok   ok   ok    ok    ok   ok    ok
app_list:media                        GET   login login ok   ok   ok   ok    ok    ok   404   ok
app_list:media                        POST  login login ok   ok   ok   ok    ok    ok   404   ok
app_list:wire                         GET   login login ok   ok   ok   ok    ok    ok   404   ok
app_list:wire                         POST  login login ok   ok   ok   ok    ok    ok   404   ok
app_list:staff                        GET   login login 404  404  404  ok    404   404  ok    ok
app_list:staff                        POST  login login 404  404  404  ok    404   404  ok    ok
app_list:django_tasks_database        GET   login login 404  404  404  404   404   404  ok    ok
app_list:django_tasks_database        POST  login login 404  404  404  404   404   404  ok    ok
autocomplete:publishing.section       GET   login login ok   ok   ok   ok    ok    ok   ok    ok
autocomplete:publishing.section       POST  login login 405  405  405  405   405   405  405   405
autocomplete:publishing.topic         GET   login login ok   ok   ok   ok    ok    ok   ok    ok
autocomplete:publishing.topic         POST  login login 405  405  405  405   405   405  405   405
autocomplete:publishing.contributor   GET   login login ok   ok   ok   ok    ok    ok   ok    ok
autocomplete:publishing.contributor   POST  login login 405  405  405  405   405   405  405   405
autocomplete:media.image              GET   login login ok   ok   ok   ok    ok    ok   no    ok
autocomplete:media.image              POST  login login 405  405  405  405   405   405  405   405
autocomplete:staff.user               GET   login login no   no   no   ok    no    no   ok    ok
autocomplete:staff.user               POST  login login 405  405  405  405   405   405  405   405
autocomplete:wire.source              GET   login login no   no   ok   ok    no    ok   no    ok
autocomplete:wire.source              POST  login login 405  405  405  405   405   405  405   405
"""

# --- The paper: sections, topics, contributors ---

PAPER = """
                                            anon  susp  rep  sub  desk chief photo wire admin super
publishing_section_changelist         GET   login login ok   ok   ok   ok    ok    ok   ok    ok
publishing_section_changelist         POST  login login ok   ok   ok   does  ok    ok   ok    does
publishing_section_add                GET   login login no   no   no   ok    no    no   no    ok
publishing_section_add                POST  login login no   no   no   does  no    no   no    does
publishing_section_change             GET   login login ok   ok   ok   ok    ok    ok   ok    ok
publishing_section_change             POST  login login no   no   no   does  no    no   no    does
publishing_section_delete             GET   login login no   no   no   ok    no    no   no    ok
publishing_section_delete             POST  login login no   no   no   does  no    no   no    does
publishing_section_history            GET   login login ok   ok   ok   ok    ok    ok   ok    ok
publishing_section_history            POST  login login ok   ok   ok   ok    ok    ok   ok    ok
publishing_topic_changelist           GET   login login ok   ok   ok   ok    ok    ok   ok    ok
publishing_topic_changelist           POST  login login ok   ok   ok   does  ok    ok   ok    does
publishing_topic_add                  GET   login login no   no   ok   ok    no    no   no    ok
publishing_topic_add                  POST  login login no   no   does does  no    no   no    does
publishing_topic_change               GET   login login ok   ok   ok   ok    ok    ok   ok    ok
publishing_topic_change               POST  login login no   no   does does  no    no   no    does
publishing_topic_delete               GET   login login no   no   no   ok    no    no   no    ok
publishing_topic_delete               POST  login login no   no   no   does  no    no   no    does
publishing_topic_history              GET   login login ok   ok   ok   ok    ok    ok   ok    ok
publishing_topic_history              POST  login login ok   ok   ok   ok    ok    ok   ok    ok
publishing_contributor_changelist     GET   login login ok   ok   ok   ok    ok    ok   ok    ok
publishing_contributor_changelist     POST  login login ok   ok   ok   does  ok    ok   ok    does
publishing_contributor_add            GET   login login no   no   ok   ok    no    no   no    ok
publishing_contributor_add            POST  login login no   no   does does  no    no   no    does
publishing_contributor_change         GET   login login ok   ok   ok   ok    ok    ok   ok    ok
publishing_contributor_change         POST  login login no   no   does does  no    no   no    does
publishing_contributor_delete         GET   login login no   no   no   ok    no    no   no    ok
publishing_contributor_delete         POST  login login no   no   no   does  no    no   no    does
publishing_contributor_history        GET   login login ok   ok   ok   ok    ok    ok   ok    ok
publishing_contributor_history        POST  login login ok   ok   ok   ok    ok    ok   ok    ok
"""

# --- What happened: to be read by the chief editor, to be changed by nobody ---

HAPPENED = """
                                            anon  susp  rep  sub  desk chief photo wire admin super
publishing_edition_changelist         GET   login login no   no   no   ok    no    no   no    ok
publishing_edition_changelist         POST  login login no   no   no   ok    no    no   no    ok
publishing_edition_add                GET   login login no   no   no   no    no    no   no    no
publishing_edition_add                POST  login login no   no   no   no    no    no   no    no
publishing_edition_change             GET   login login no   no   no   ok    no    no   no    ok
publishing_edition_change             POST  login login no   no   no   no    no    no   no    no
publishing_edition_delete             GET   login login no   no   no   no    no    no   no    no
publishing_edition_delete             POST  login login no   no   no   no    no    no   no    no
publishing_edition_history            GET   login login no   no   no   ok    no    no   no    ok
publishing_edition_history            POST  login login no   no   no   ok    no    no   no    ok
publishing_auditentry_changelist      GET   login login no   no   no   ok    no    no   no    ok
publishing_auditentry_changelist      POST  login login no   no   no   ok    no    no   no    ok
publishing_auditentry_add             GET   login login no   no   no   no    no    no   no    no
publishing_auditentry_add             POST  login login no   no   no   no    no    no   no    no
publishing_auditentry_change          GET   login login no   no   no   ok    no    no   no    ok
publishing_auditentry_change          POST  login login no   no   no   no    no    no   no    no
publishing_auditentry_delete          GET   login login no   no   no   no    no    no   no    no
publishing_auditentry_delete          POST  login login no   no   no   no    no    no   no    no
publishing_auditentry_history         GET   login login no   no   no   ok    no    no   no    ok
publishing_auditentry_history         POST  login login no   no   no   ok    no    no   no    ok
publishing_outboxmessage_changelist   GET   login login no   no   no   ok    no    no   no    ok
publishing_outboxmessage_changelist   POST  login login no   no   no   ok    no    no   no    ok
publishing_outboxmessage_add          GET   login login no   no   no   no    no    no   no    no
publishing_outboxmessage_add          POST  login login no   no   no   no    no    no   no    no
publishing_outboxmessage_change       GET   login login no   no   no   ok    no    no   no    ok
publishing_outboxmessage_change       POST  login login no   no   no   no    no    no   no    no
publishing_outboxmessage_delete       GET   login login no   no   no   no    no    no   no    no
publishing_outboxmessage_delete       POST  login login no   no   no   no    no    no   no    no
publishing_outboxmessage_history      GET   login login no   no   no   ok    no    no   no    ok
publishing_outboxmessage_history      POST  login login no   no   no   ok    no    no   no    ok
publishing_notice_changelist          GET   login login no   no   no   ok    no    no   no    ok
publishing_notice_changelist          POST  login login no   no   no   ok    no    no   no    ok
publishing_notice_add                 GET   login login no   no   no   no    no    no   no    no
publishing_notice_add                 POST  login login no   no   no   no    no    no   no    no
publishing_notice_change              GET   login login no   no   no   ok    no    no   no    ok
publishing_notice_change              POST  login login no   no   no   no    no    no   no    no
publishing_notice_delete              GET   login login no   no   no   no    no    no   no    no
publishing_notice_delete              POST  login login no   no   no   no    no    no   no    no
publishing_notice_history             GET   login login no   no   no   ok    no    no   no    ok
publishing_notice_history             POST  login login no   no   no   ok    no    no   no    ok
# Everybody puts away notices to themselves; this one is to the desk editor.
publishing_notice_read                GET   login login 405  405  405  405   405   405  405   405
publishing_notice_read                POST  login login 404  404  does 404   404   404  404   404
django_tasks_database_dbtaskresult_changelist GET  login login no no no no no no ok ok
django_tasks_database_dbtaskresult_changelist POST login login no no no no no no ok ok
django_tasks_database_dbtaskresult_add        GET  login login no no no no no no no no
django_tasks_database_dbtaskresult_add        POST login login no no no no no no no no
django_tasks_database_dbtaskresult_change     GET  login login no no no no no no ok ok
django_tasks_database_dbtaskresult_change     POST login login no no no no no no no no
django_tasks_database_dbtaskresult_delete     GET  login login no no no no no no no no
django_tasks_database_dbtaskresult_delete     POST login login no no no no no no no no
django_tasks_database_dbtaskresult_history    GET  login login no no no no no no ok ok
django_tasks_database_dbtaskresult_history    POST login login no no no no no no ok ok
"""

# --- People: the administrator's work; nobody is ever deleted ---

STAFF = """
                                            anon  susp  rep  sub  desk chief photo wire admin super
staff_user_changelist                 GET   login login no   no   no   ok    no    no   ok    ok
staff_user_changelist                 POST  login login no   no   no   ok    no    no   does  does
staff_user_add                        GET   login login no   no   no   no    no    no   ok    ok
staff_user_add                        POST  login login no   no   no   no    no    no   does  does
staff_user_change                     GET   login login no   no   no   ok    no    no   ok    ok
staff_user_change                     POST  login login no   no   no   no    no    no   does  does
staff_user_delete                     GET   login login no   no   no   no    no    no   no    no
staff_user_delete                     POST  login login no   no   no   no    no    no   no    no
staff_user_history                    GET   login login no   no   no   ok    no    no   ok    ok
staff_user_history                    POST  login login no   no   no   ok    no    no   ok    ok
auth_user_password_change             GET   login login no   no   no   no    no    no   ok    ok
auth_user_password_change             POST  login login no   no   no   no    no    no   does  does
# A superuser's own record: only superusers touch it, or an administrator could become one.
staff_user_change:superuser           GET   login login no   no   no   ok    no    no   ok    ok
staff_user_change:superuser           POST  login login no   no   no   no    no    no   no    does
auth_user_password_change:superuser   GET   login login no   no   no   no    no    no   no    ok
auth_user_password_change:superuser   POST  login login no   no   no   no    no    no   no    does
"""

# --- Pictures ---

PICTURES = """
                                            anon  susp  rep  sub  desk chief photo wire admin super
media_image_changelist                GET   login login ok   ok   ok   ok    ok    ok   no    ok
media_image_changelist                POST  login login ok   ok   ok   ok    ok    ok   no    ok
media_image_add                       GET   login login ok   ok   ok   ok    ok    no   no    ok
media_image_add                       POST  login login does does does does  does  no   no    does
media_image_change                    GET   login login ok   ok   ok   ok    ok    ok   no    ok
media_image_change                    POST  login login no   no   no   does  does  no   no    does
media_image_delete                    GET   login login no   no   no   no    no    no   no    no
media_image_delete                    POST  login login no   no   no   no    no    no   no    no
media_image_history                   GET   login login ok   ok   ok   ok    ok    ok   no    ok
media_image_history                   POST  login login ok   ok   ok   ok    ok    ok   no    ok
media_image_thumbnail                 GET   login login ok   ok   ok   ok    ok    ok   no    ok
media_image_thumbnail                 POST  login login 405  405  405  405   405   405  405   405
media_image_kill                      GET   login login no   no   no   ok    ok    no   no    ok
media_image_kill                      POST  login login no   no   no   does  does  no   no    does
"""

# --- The wire: what came in is read by all who work on the paper, and changed by nobody ---

WIRE = """
                                            anon  susp  rep  sub  desk chief photo wire admin super
wire_source_changelist                GET   login login no   no   ok   ok    no    ok   no    ok
wire_source_changelist                POST  login login no   no   ok   ok    no    ok   no    ok
wire_source_add                       GET   login login no   no   no   no    no    ok   no    ok
wire_source_add                       POST  login login no   no   no   no    no    does no    does
wire_source_change                    GET   login login no   no   ok   ok    no    ok   no    ok
wire_source_change                    POST  login login no   no   no   no    no    does no    does
wire_source_delete                    GET   login login no   no   no   no    no    no   no    no
wire_source_delete                    POST  login login no   no   no   no    no    no   no    no
wire_source_history                   GET   login login no   no   ok   ok    no    ok   no    ok
wire_source_history                   POST  login login no   no   ok   ok    no    ok   no    ok
wire_feed_changelist                  GET   login login no   no   ok   ok    no    ok   no    ok
wire_feed_changelist                  POST  login login no   no   ok   ok    no    ok   no    ok
wire_feed_add                         GET   login login no   no   no   no    no    ok   no    ok
wire_feed_add                         POST  login login no   no   no   no    no    does no    does
wire_feed_change                      GET   login login no   no   ok   ok    no    ok   no    ok
wire_feed_change                      POST  login login no   no   no   no    no    does no    does
wire_feed_delete                      GET   login login no   no   no   no    no    no   no    no
wire_feed_delete                      POST  login login no   no   no   no    no    no   no    no
wire_feed_try                         GET   login login 405  405  405  405   405   405  405   405
wire_feed_try                         POST  login login no   no   no   no    no    does no    does
wire_feed_visit                       GET   login login 405  405  405  405   405   405  405   405
wire_feed_visit                       POST  login login no   no   no   no    no    does no    does
wire_feed_token                       GET   login login 405  405  405  405   405   405  405   405
wire_feed_token                       POST  login login no   no   no   no    no    does no    does
wire_feed_revoke                      GET   login login 405  405  405  405   405   405  405   405
wire_feed_revoke                      POST  login login no   no   no   no    no    does no    does
wire_feed_history                     GET   login login no   no   ok   ok    no    ok   no    ok
wire_feed_history                     POST  login login no   no   ok   ok    no    ok   no    ok
wire_delivery_changelist              GET   login login ok   ok   ok   ok    ok    ok   no    ok
wire_delivery_changelist              POST  login login ok   ok   ok   ok    ok    ok   no    ok
wire_delivery_add                     GET   login login no   no   no   no    no    no   no    no
wire_delivery_add                     POST  login login no   no   no   no    no    no   no    no
wire_delivery_change                  GET   login login ok   ok   ok   ok    ok    ok   no    ok
wire_delivery_change                  POST  login login no   no   no   no    no    no   no    no
wire_delivery_delete                  GET   login login no   no   no   no    no    no   no    no
wire_delivery_delete                  POST  login login no   no   no   no    no    no   no    no
wire_delivery_history                 GET   login login ok   ok   ok   ok    ok    ok   no    ok
wire_delivery_history                 POST  login login ok   ok   ok   ok    ok    ok   no    ok
wire_delivery_raw                     GET   login login ok   ok   ok   ok    ok    ok   no    ok
wire_delivery_raw                     POST  login login 405  405  405  405   405   405  405   405
wire_wirestory_changelist             GET   login login ok   ok   ok   ok    ok    ok   no    ok
wire_wirestory_changelist             POST  login login ok   ok   ok   ok    ok    ok   no    ok
wire_wirestory_add                    GET   login login no   no   no   no    no    no   no    no
wire_wirestory_add                    POST  login login no   no   no   no    no    no   no    no
wire_wirestory_change                 GET   login login ok   ok   ok   ok    ok    ok   no    ok
wire_wirestory_change                 POST  login login no   no   no   no    no    no   no    no
wire_wirestory_delete                 GET   login login no   no   no   no    no    no   no    no
wire_wirestory_delete                 POST  login login no   no   no   no    no    no   no    no
wire_wirestory_history                GET   login login ok   ok   ok   ok    ok    ok   no    ok
wire_wirestory_history                POST  login login ok   ok   ok   ok    ok    ok   no    ok
wire_wireitem_changelist              GET   login login ok   ok   ok   ok    ok    ok   no    ok
wire_wireitem_changelist              POST  login login ok   ok   ok   ok    ok    ok   no    ok
wire_wireitem_add                     GET   login login no   no   no   no    no    no   no    no
wire_wireitem_add                     POST  login login no   no   no   no    no    no   no    no
wire_wireitem_change                  GET   login login ok   ok   ok   ok    ok    ok   no    ok
wire_wireitem_change                  POST  login login no   no   no   no    no    no   no    no
wire_wireitem_delete                  GET   login login no   no   no   no    no    no   no    no
wire_wireitem_delete                  POST  login login no   no   no   no    no    no   no    no
wire_wireitem_history                 GET   login login ok   ok   ok   ok    ok    ok   no    ok
wire_wireitem_history                 POST  login login ok   ok   ok   ok    ok    ok   no    ok
# The inbox: read by all who work on the paper; who may write takes, who edits or runs the wire
# dismisses, and everybody may follow.
wire_inbox                            GET   login login ok   ok   ok   ok    ok    ok   no    ok
wire_inbox                            POST  login login 405  405  405  405   405   405  405   405
wire_inbox_counts                     GET   login login ok   ok   ok   ok    ok    ok   no    ok
wire_inbox_counts                     POST  login login 405  405  405  405   405   405  405   405
wire_inbox_act:take                   GET   login login 405  405  405  405   405   405  405   405
wire_inbox_act:take                   POST  login login does does does does  no    no   no    does
wire_inbox_act:dismiss                GET   login login 405  405  405  405   405   405  405   405
wire_inbox_act:dismiss                POST  login login no   does does does  no    does no    does
wire_inbox_act:bring-back             GET   login login 405  405  405  405   405   405  405   405
wire_inbox_act:bring-back             POST  login login no   does does does  no    does no    does
wire_inbox_act:follow                 GET   login login 405  405  405  405   405   405  405   405
wire_inbox_act:follow                 POST  login login does does does does  does  does no    does
wire_inbox_act:unfollow               GET   login login 405  405  405  405   405   405  405   405
wire_inbox_act:unfollow               POST  login login does does does does  does  does no    does
wire_inbox_act:publish                GET   login login 405  405  405  405   405   405  405   405
wire_inbox_act:publish                POST  login login 404  404  404  404   404   404  404   404
wire_inbox_dismiss                    GET   login login 405  405  405  405   405   405  405   405
wire_inbox_dismiss                    POST  login login no   does does does  no    does no    does
wire_inbox_upload                     GET   login login 405  405  405  405   405   405  405   405
wire_inbox_upload                     POST  login login ok   ok   ok   ok    no    ok   no    ok
wire_wirestory_read                   GET   login login ok   ok   ok   ok    ok    ok   no    ok
wire_wirestory_read                   POST  login login 405  405  405  405   405   405  405   405
wire_delivery_retry                   GET   login login 405  405  405  405   405   405  405   405
wire_delivery_retry                   POST  login login no   no   no   does  no    does no    does
wire_routingrule_changelist           GET   login login no   no   ok   ok    no    ok   no    ok
wire_routingrule_changelist           POST  login login no   no   ok   does  no    does no    does
wire_routingrule_add                  GET   login login no   no   no   ok    no    ok   no    ok
wire_routingrule_add                  POST  login login no   no   no   does  no    does no    does
wire_routingrule_change               GET   login login no   no   ok   ok    no    ok   no    ok
wire_routingrule_change               POST  login login no   no   no   does  no    does no    does
wire_routingrule_delete               GET   login login no   no   no   ok    no    ok   no    ok
wire_routingrule_delete               POST  login login no   no   no   does  no    does no    does
wire_routingrule_history              GET   login login no   no   ok   ok    no    ok   no    ok
wire_routingrule_history              POST  login login no   no   ok   ok    no    ok   no    ok
wire_routingrule_try                  GET   login login no   no   ok   ok    no    ok   no    ok
wire_routingrule_try                  POST  login login 405  405  405  405   405   405  405   405
"""

# --- Stories, of the news desk and of the opinion desk alike ---
#
# ``own`` is a draft that the reporter began, in the section of reporter, sub-editor and desk
# editor; ``other`` is somebody else's, in another section. ``live`` is live, in their section.

STORIES = """
                                            anon  susp  rep  sub  desk chief photo wire admin super
*_changelist:own                      GET   login login ok   ok   ok   ok    ok    ok   no    ok
*_changelist:own                      POST  login login ok   does does does  ok    ok   no    does
*_changelist:other                    GET   login login ok   ok   ok   ok    ok    ok   no    ok
*_changelist:other                    POST  login login ok   ok   ok   does  ok    ok   no    does
*_bulk:own                            GET   login login 405  405  405  405   405   405  405   405
*_bulk:own                            POST  login login ok   ok   does does  no    no   no    does
*_bulk:other                          GET   login login 405  405  405  405   405   405  405   405
*_bulk:other                          POST  login login ok   ok   ok   does  no    no   no    does
*_add                                 GET   login login ok   ok   ok   ok    no    no   no    ok
*_add                                 POST  login login does does does does  no    no   no    does
*_change:own                          GET   login login ok   ok   ok   ok    ok    ok   no    ok
*_change:own                          POST  login login does does does does  no    no   no    does
*_change:other                        GET   login login ok   ok   ok   ok    ok    ok   no    ok
*_change:other                        POST  login login no   no   no   does  no    no   no    does
*_change:live                         GET   login login ok   ok   ok   ok    ok    ok   no    ok
*_change:live                         POST  login login no   does does does  no    no   no    does
*_delete:own                          GET   login login no   no   no   no    no    no   no    no
*_delete:own                          POST  login login no   no   no   no    no    no   no    no
*_delete:live                         GET   login login no   no   no   no    no    no   no    no
*_delete:live                         POST  login login no   no   no   no    no    no   no    no
*_history:own                         GET   login login ok   ok   ok   ok    ok    ok   no    ok
*_history:own                         POST  login login 405  405  405  405   405   405  405   405
*_compare:live                        GET   login login ok   ok   ok   ok    ok    ok   no    ok
*_compare:live                        POST  login login 405  405  405  405   405   405  405   405
*_preview:own                         GET   login login ok   ok   ok   ok    ok    ok   no    ok
*_preview:own                         POST  login login 405  405  405  405   405   405  405   405
*_preview_edition:live                GET   login login ok   ok   ok   ok    ok    ok   no    ok
*_preview_edition:live                POST  login login 405  405  405  405   405   405  405   405
*_preview_picture:live                GET   login login ok   ok   ok   ok    ok    ok   no    ok
*_preview_picture:live                POST  login login 405  405  405  405   405   405  no    405
*_submit:own                          GET   login login ok   ok   ok   ok    no    no   no    ok
*_submit:own                          POST  login login does does does does  no    no   no    does
*_submit:other                        GET   login login no   no   no   ok    no    no   no    ok
*_submit:other                        POST  login login no   no   no   does  no    no   no    does
*_approve:own                         GET   login login no   ok   ok   ok    no    no   no    ok
*_approve:own                         POST  login login no   does does does  no    no   no    does
*_approve:other                       GET   login login no   no   no   ok    no    no   no    ok
*_approve:other                       POST  login login no   no   no   does  no    no   no    does
*_send_back:own                       GET   login login no   ok   ok   ok    no    no   no    ok
*_send_back:own                       POST  login login no   does does does  no    no   no    does
*_send_back:other                     GET   login login no   no   no   ok    no    no   no    ok
*_send_back:other                     POST  login login no   no   no   does  no    no   no    does
*_publish:own                         GET   login login no   no   ok   ok    no    no   no    ok
*_publish:own                         POST  login login no   no   does does  no    no   no    does
*_publish:other                       GET   login login no   no   no   ok    no    no   no    ok
*_publish:other                       POST  login login no   no   no   does  no    no   no    does
# A sub-editor publishes minor fixes of what is live.
*_publish:live                        GET   login login no   ok   ok   ok    no    no   no    ok
*_publish:live                        POST  login login no   does does does  no    no   no    does
*_schedule:own                        GET   login login no   no   ok   ok    no    no   no    ok
*_schedule:own                        POST  login login no   no   does does  no    no   no    does
*_schedule:other                      GET   login login no   no   no   ok    no    no   no    ok
*_schedule:other                      POST  login login no   no   no   does  no    no   no    does
*_unschedule:own                      GET   login login no   no   ok   ok    no    no   no    ok
*_unschedule:own                      POST  login login no   no   does does  no    no   no    does
*_unschedule:other                    GET   login login no   no   no   ok    no    no   no    ok
*_unschedule:other                    POST  login login no   no   no   does  no    no   no    does
*_hold:own                            GET   login login no   no   ok   ok    no    no   no    ok
*_hold:own                            POST  login login no   no   does does  no    no   no    does
*_hold:other                          GET   login login no   no   no   ok    no    no   no    ok
*_hold:other                          POST  login login no   no   no   does  no    no   no    does
*_release:own                         GET   login login no   no   ok   ok    no    no   no    ok
*_release:own                         POST  login login no   no   does does  no    no   no    does
*_release:other                       GET   login login no   no   no   ok    no    no   no    ok
*_release:other                       POST  login login no   no   no   does  no    no   no    does
*_reclassify:live                     GET   login login no   no   ok   ok    no    no   no    ok
*_reclassify:live                     POST  login login no   no   does does  no    no   no    does
*_reclassify:other                    GET   login login no   no   no   ok    no    no   no    ok
*_reclassify:other                    POST  login login no   no   no   does  no    no   no    does
*_relaunch:live                       GET   login login no   no   no   ok    no    no   no    ok
*_relaunch:live                       POST  login login no   no   no   does  no    no   no    does
*_withdraw:live                       GET   login login no   no   ok   ok    no    no   no    ok
*_withdraw:live                       POST  login login no   no   does does  no    no   no    does
*_withdraw:other                      GET   login login no   no   no   ok    no    no   no    ok
*_withdraw:other                      POST  login login no   no   no   does  no    no   no    does
*_kill:own                            GET   login login no   no   no   ok    no    no   no    ok
*_kill:own                            POST  login login no   no   no   does  no    no   no    does
*_kill:live                           GET   login login no   no   no   ok    no    no   no    ok
*_kill:live                           POST  login login no   no   no   does  no    no   no    does
*_restore:own                         GET   login login no   no   no   ok    no    no   no    ok
*_restore:own                         POST  login login no   no   no   does  no    no   no    does
*_spike:own                           GET   login login no   no   ok   ok    no    no   no    ok
*_spike:own                           POST  login login no   no   does does  no    no   no    does
*_spike:other                         GET   login login no   no   no   ok    no    no   no    ok
*_spike:other                         POST  login login no   no   no   does  no    no   no    does
*_unspike:own                         GET   login login no   no   ok   ok    no    no   no    ok
*_unspike:own                         POST  login login no   no   does does  no    no   no    does
*_unspike:other                       GET   login login no   no   no   ok    no    no   no    ok
*_unspike:other                       POST  login login no   no   no   does  no    no   no    does
"""
DESKS = ("articles_article", "editorials_editorial")

# --- What only articles have: a newer version from the wire, to be decided on ---

ARTICLES = """
                                            anon  susp  rep  sub  desk chief photo wire admin super
articles_article_newer_version:own    GET   login login ok   ok   ok   ok    ok    ok   no    ok
articles_article_newer_version:own    POST  login login does does does does  no    no   no    does
articles_article_newer_version:other  GET   login login ok   ok   ok   ok    ok    ok   no    ok
articles_article_newer_version:other  POST  login login no   no   no   does  no    no   no    does
articles_article_newer_version:live   GET   login login ok   ok   ok   ok    ok    ok   no    ok
articles_article_newer_version:live   POST  login login no   does does does  no    no   no    does
"""

# --- What everybody may ask for without signing in; the leak test looks into each of these ---

PUBLIC = frozenset(
    # The figures are for machines of our own, or with a token; to all others they are not there.
    "front_page section subsection article opinion genre piece archive day author topic"
    " corrections search latest_feed opinion_feed section_feed author_feed topic_feed"
    " sitemap_index news_sitemap month_sitemap sections_sitemap robots security"
    " file live serving ready metrics push any_address".split()
)

# Outside /admin/ and not public: none yet.

ANSWERS = frozenset({"ok", "does", "login", "no", "404", "405"})


def rows() -> dict[tuple[str, str], dict[str, str]]:
    """The table as data: (page, method) to {person: answer}; ``ValueError`` for a bad row."""
    blocks = [BUILDING, PAPER, HAPPENED, STAFF, PICTURES, WIRE, ARTICLES]
    blocks += [STORIES.replace("*", desk) for desk in DESKS]
    found: dict[tuple[str, str], dict[str, str]] = {}
    for line in "\n".join(blocks).splitlines():
        if line.strip() and not line.startswith((" ", "#")):
            page, method, answers = _cells(line)
            if (page, method) in found:
                raise ValueError(f"The table has {method} {page} twice.")
            found[page, method] = answers
    return found


def _cells(line: str) -> tuple[str, str, dict[str, str]]:
    words = line.split()
    method, answers = words[-len(PEOPLE) - 1], words[-len(PEOPLE) :]
    page = " ".join(words[: -len(PEOPLE) - 1])
    if method not in {"GET", "POST"} or not page or not ANSWERS.issuperset(answers):
        raise ValueError(f"This row cannot be read: {line}")
    return page, method, dict(zip(PEOPLE, answers, strict=True))
