using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Purchases.Functions.Kafka;

/// <summary>
/// Validates KAFKA_*. The host reads these settings itself, through the bindings, and has no defaults for them: if a name in <c>%…%</c> has
/// no value, no function starts.
/// </summary>
internal static partial class KafkaSettings
{
    /// <exception cref="SettingsException">Missing or malformed.</exception>
    public static void CheckBootstrapServers(IConfiguration configuration)
    {
        var servers = configuration["KAFKA_BOOTSTRAP_SERVERS"];
        if (string.IsNullOrWhiteSpace(servers))
        {
            throw new SettingsException(
                "KAFKA_BOOTSTRAP_SERVERS is not set. Set it to the brokers' host:port, for example localhost:9092.");
        }

        // librdkafka logs addresses that it can't parse. A connection string or a login that was put here by mistake must not be logged.
        if (!servers.Split(',').All(server => Server().IsMatch(server.Trim())))
        {
            throw new SettingsException(
                "KAFKA_BOOTSTRAP_SERVERS must be host or host:port, several of them separated by commas, for example localhost:9092. " +
                "Leave out schemes, logins and connection strings.");
        }
    }

    /// <exception cref="SettingsException">Missing or malformed.</exception>
    public static void CheckTopic(IConfiguration configuration)
    {
        var topic = configuration["KAFKA_TOPIC"];
        if (string.IsNullOrEmpty(topic))
            throw new SettingsException("KAFKA_TOPIC is not set; set it to purchases.v1 unless your topic has another name.");
        if (!TopicName.IsValid(topic)) throw new SettingsException($"KAFKA_TOPIC must be a topic's name, which has {TopicName.Rule}.");
    }

    /// <exception cref="SettingsException">Missing.</exception>
    public static void CheckGroupId(IConfiguration configuration)
    {
        if (string.IsNullOrWhiteSpace(configuration["KAFKA_GROUP_ID"]))
            throw new SettingsException(
                "KAFKA_GROUP_ID is not set; set it to purchase-consumer unless your consumer group has another name.");
    }

    /// <summary>KAFKA_DELIVERY: whether a 202 waits for Kafka.</summary>
    /// <returns>True for <c>confirmed</c>; false for <c>binding</c>, which is the default.</returns>
    /// <exception cref="SettingsException">It is neither.</exception>
    public static bool IsConfirmed(IConfiguration configuration) => configuration["KAFKA_DELIVERY"]?.ToLowerInvariant() switch
    {
        "confirmed" => true,
        null or "" or "binding" => false,
        _ => throw new SettingsException($"KAFKA_DELIVERY must be binding or confirmed, but is '{configuration["KAFKA_DELIVERY"]}'."),
    };

    [GeneratedRegex(@"^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Server();
}
