# Newsroom behind Varnish 7 with xkey and var of the varnish-modules. Replace the addresses, then
#   varnishd -f …/varnish.vcl -a :80 -a https=127.0.0.1:6443,PROXY -a purge=127.0.0.1:6081
#   NEWSROOM_PURGE=varnish://127.0.0.1:6081   tells the newsroom to name in each page what it shows,
#   and its workers to tell Varnish what has changed: at the listener called purge and nowhere else,
#   since whatever stands before Varnish on this machine makes all readers look like workers.
#
# Pages are kept for as long as the newsroom says (ten minutes, by Surrogate-Control), are dropped
# when anything that they show changes, and are sent for ten minutes more if it does not answer.
# Varnish speaks no https. hitch before it tells of it, and who asks, by PROXY:
#   backend = "[127.0.0.1]:6443"   and   write-proxy-v2 = on
# nginx or a load balancer has to say it by X-Forwarded-Proto and X-Forwarded-For; see proxies.

vcl 4.1;

import proxy;
import std;
import var;
import xkey;

backend newsroom {
    .host = "127.0.0.1";
    .port = "8000";
    .connect_timeout = 2s;
    # No page takes so long to make; of a newsroom that hangs, readers then get the last copy.
    .first_byte_timeout = 10s;
    .between_bytes_timeout = 10s;
}

# Where the newsroom's workers are.
acl workers {
    "127.0.0.1";
    "::1";
}

# What ends https before Varnish and does not speak PROXY: it is believed who asks, and how.
acl proxies {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (local.socket == "purge" || req.method == "PURGE") {
        if (local.socket != "purge" || req.method != "PURGE" || client.ip !~ workers) {
            return (synth(403, "Not from here."));
        }
        if (!req.http.xkey-purge) {
            return (synth(400, "Say in xkey-purge what to drop."));
        }
        # Hard, so that nothing of it is left to be sent if the newsroom does not answer.
        set req.http.dropped = xkey.purge(req.http.xkey-purge);
        return (synth(200, "Dropped " + req.http.dropped));
    }
    # Figures are for whoever watches over the site, and asks the newsroom itself. However it is
    # written: the newsroom takes %6d for an m.
    if (req.url ~ "(?i)^/(m|%6d)(e|%65)(t|%74)(r|%72)(i|%69)(c|%63)(s|%73)([^\w-]|$)") {
        return (synth(403, "Not from here."));
    }

    # None of this is a reader's to say; restarts keep what was decided at first.
    if (req.restarts == 0) {
        unset req.http.x-unanswered;
        # nginx's, when it asks the newsroom itself: the answer would have no last copy here.
        unset req.http.X-Asked-At;
        if (client.ip ~ proxies) {
            # Varnish has put the proxy itself behind whom that names, and the last one counts.
            set req.http.X-Forwarded-For = regsub(req.http.X-Forwarded-For, ",[^,]*$", "");
        } else {
            set req.http.X-Forwarded-For = client.ip;
            unset req.http.X-Request-ID;
            unset req.http.X-Forwarded-Proto;
        }
        if (proxy.is_ssl()) {
            set req.http.X-Forwarded-Proto = "https";
        } elsif (req.http.X-Forwarded-Proto != "https") {
            unset req.http.X-Forwarded-Proto;
        }
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # Staff pages, agencies' deliveries, previews and signs of life are never kept.
    if (req.url ~ "^/(admin|wire|preview|health)(/|\?|$)") {
        return (pass);
    }
    # Whoever is signed in gets the newsroom itself, and leaves nothing here.
    if (req.http.Authorization || req.http.Cookie ~ "(^|;\s*)(__Host-|__Secure-)?sessionid=") {
        return (pass);
    }
    unset req.http.Cookie;
    set req.http.Host = std.tolower(req.http.Host);
    # What others append to links, for their own bookkeeping: the page is the same.
    if (req.url ~ "[?&](utm_\w+|fbclid|gclid|dclid|msclkid|twclid|igshid|mc_[ce]id|_ga|ref_src)(=|&|$)") {
        set req.url = regsuball(req.url, "(?<=[?&])(utm_\w+|fbclid|gclid|dclid|msclkid|twclid|igshid|mc_[ce]id|_ga|ref_src)(=[^&]*)?(&|$)", "");
        set req.url = regsub(req.url, "[?&]$", "");
    }
    # Stale is sent only if the newsroom did not answer; Accept-Encoding is normalised by Varnish.
    set req.grace = 0s;
    if (req.http.x-unanswered) {
        set req.grace = 10m;
    }
    return (hash);
}

sub vcl_hash {
    hash_data(req.http.X-Forwarded-Proto);
}

sub vcl_miss {
    # Varnish has all who want a page wait for one answer and, without it, ask one after the other:
    # the tenth would wait ten times as long. So for a while the rest have the last copy, if any.
    if (!req.http.x-unanswered && now - std.time(var.global_get("unanswered"), now - 1h) < 12s) {
        set req.http.x-unanswered = "yes";
        return (restart);
    }
}

sub vcl_backend_fetch {
    unset bereq.http.x-unanswered;
    # Nor do they wait for the new copy that Varnish asks for when it sends one that is too old.
    if (bereq.is_bgfetch && now - std.time(var.global_get("unanswered"), now - 1h) < 12s) {
        return (abandon);
    }
    # Of these there is no last copy to send instead, so that they have the time that they take.
    if (bereq.url ~ "^/(admin|wire|preview|health)(/|\?|$)") {
        set bereq.first_byte_timeout = 60s;
        set bereq.between_bytes_timeout = 60s;
    }
}

sub vcl_backend_response {
    # Something between did not reach the newsroom; its own 503 means that there is nothing to send.
    if (beresp.status == 502 || beresp.status == 504) {
        return (abandon);
    }
    if (beresp.http.Surrogate-Control ~ "max-age=[0-9]+") {
        set beresp.ttl = std.duration(
            regsub(beresp.http.Surrogate-Control, "^.*max-age=([0-9]+).*$", "\1s"), 1s);
    }
    unset beresp.http.Surrogate-Control;
    # What came as it is, since the newsroom's own cache had just begun, is packed here.
    if (beresp.http.Content-Type ~ "^(text/|application/([a-z.+-]*)(json|xml))") {
        set beresp.do_gzip = true;
    }
    # Only what says so is sent stale: pages do, pictures and errors do not.
    set beresp.grace = 0s;
    if (beresp.http.Cache-Control ~ "stale-if-error") {
        set beresp.grace = 10m;
    }
    if (beresp.http.Set-Cookie || beresp.http.Cache-Control ~ "(?i)private|no-store|no-cache") {
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
    }
    return (deliver);
}

sub vcl_backend_error {
    # Nothing is made up here: it would take the place of the last copy.
    var.global_set("unanswered", now);
    return (abandon);
}

sub vcl_synth {
    # What abandon leads to: asked again, this time for the last copy.
    if (resp.status == 503 && req.restarts == 0 && (req.method == "GET" || req.method == "HEAD")) {
        set req.http.x-unanswered = "yes";
        return (restart);
    }
}

sub vcl_deliver {
    # What only Varnish needs.
    unset resp.http.xkey;
    unset resp.http.X-Varnish;
    unset resp.http.Via;
    if (req.http.x-unanswered && obj.hits > 0) {
        set resp.http.X-Cache = "STALE";
    } elsif (obj.hits > 0) {
        set resp.http.X-Cache = "HIT";
    } elsif (obj.uncacheable) {
        set resp.http.X-Cache = "PASS";
    } else {
        set resp.http.X-Cache = "MISS";
    }
}
