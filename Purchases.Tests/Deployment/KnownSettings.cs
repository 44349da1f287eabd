namespace Purchases.Tests.Deployment;

/// <summary>The settings of the README's table, with their defaults; null where there is none.</summary>
internal static class KnownSettings
{
    public static readonly IReadOnlyDictionary<string, string?> Defaults = new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["KAFKA_BOOTSTRAP_SERVERS"] = null,
        ["KAFKA_TOPIC"] = "purchases.v1",
        ["KAFKA_GROUP_ID"] = "purchase-consumer",
        ["KAFKA_DELIVERY"] = "binding",
        ["MONGO_URI"] = null,
        ["MONGO_DB"] = "purchases_db",
        ["MONGO_COLLECTION"] = "purchases",
        ["API_SERVER_URL"] = null,
        ["API_SERVER_KEY"] = null,
        ["KAFKA_SECURITY_PROTOCOL"] = null,
        ["KAFKA_SASL_MECHANISM"] = null,
        ["KAFKA_USERNAME"] = null,
        ["KAFKA_PASSWORD"] = null,
        ["KAFKA_CA_LOCATION"] = null,
    };

    /// <summary>Each default that <paramref name="values"/> gives otherwise.</summary>
    public static IEnumerable<string> Contradictions(IEnumerable<KeyValuePair<string, string>> values) =>
        values.Where(value => Defaults.GetValueOrDefault(value.Key) is { } expected && expected != value.Value)
            .Select(value => $"{value.Key}={value.Value}");
}
