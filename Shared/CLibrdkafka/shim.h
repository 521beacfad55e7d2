#pragma once
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

/* Swift cannot call C varargs, and one call per record over the language border would cost more than
 * the record: so the loop over a batch is here. All offsets count from the batch's arena. */

enum { KC_NULL = -1, KC_ABSENT = -2 };

typedef struct {
    int64_t name, value;               /* offsets */
    int32_t name_length, value_length; /* value_length may be KC_NULL or KC_ABSENT (not sent at all) */
} kc_header;

typedef struct {
    int64_t key, value, timestamp_ms, first_header;       /* timestamp 0 = now */
    int32_t key_length, value_length, partition, header_count; /* lengths may be KC_NULL */
} kc_record;

static inline rd_kafka_headers_t *kc_make_headers(const char *arena, const kc_header *headers, int32_t count) {
    rd_kafka_headers_t *made = rd_kafka_headers_new((size_t)count);
    for (int32_t i = 0; i < count; i++) {
        const kc_header *h = &headers[i];
        if (h->value_length == KC_ABSENT) continue;
        const void *value = h->value_length == KC_NULL ? NULL : arena + h->value;
        rd_kafka_header_add(made, arena + h->name, h->name_length, value, value ? h->value_length : 0);
    }
    return made;
}

/* Hands over records [from, count) in order and returns the index of the first one refused (count when all
 * were taken), with the reason in *error. Values are not copied: the arena must live until the delivery report
 * of every record. The report's opaque is batch id << 32 | index. */
static inline size_t kc_produce(rd_kafka_t *rk, rd_kafka_topic_t *topic, const char *arena, const kc_record *records,
                                const kc_header *headers, size_t from, size_t count, uint32_t batch,
                                rd_kafka_resp_err_t *error) {
    for (size_t i = from; i < count; i++) {
        const kc_record *r = &records[i];
        rd_kafka_headers_t *made =
            r->header_count ? kc_make_headers(arena, headers + r->first_header, r->header_count) : NULL;
        const char *key = r->key_length == KC_NULL ? NULL : arena + r->key;
        const char *value = r->value_length == KC_NULL ? NULL : arena + r->value;
        *error = rd_kafka_producev(
            rk, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_PARTITION(r->partition),
            RD_KAFKA_V_KEY(key, key ? (size_t)r->key_length : 0),
            RD_KAFKA_V_VALUE((void *)value, value ? (size_t)r->value_length : 0),
            RD_KAFKA_V_TIMESTAMP(r->timestamp_ms), RD_KAFKA_V_HEADERS(made), RD_KAFKA_V_MSGFLAGS(0),
            RD_KAFKA_V_OPAQUE((void *)((uintptr_t)batch << 32 | (uintptr_t)i)), RD_KAFKA_V_END);
        if (*error) {
            if (made) rd_kafka_headers_destroy(made);
            return i;
        }
    }
    *error = RD_KAFKA_RESP_ERR_NO_ERROR;
    return count;
}

static inline rd_kafka_resp_err_t kc_mock_push_error_with_delay(rd_kafka_mock_cluster_t *cluster, int32_t broker,
                                                                int16_t api, rd_kafka_resp_err_t error,
                                                                int delay_ms) {
    return rd_kafka_mock_broker_push_request_error_rtts(cluster, broker, api, 1, error, delay_ms);
}
