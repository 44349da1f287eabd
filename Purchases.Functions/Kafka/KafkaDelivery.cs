using Microsoft.Extensions.Configuration;
using Purchases.Core;

namespace Purchases.Functions.Kafka;

/// <summary>KAFKA_DELIVERY: whether a 202 waits for Kafka.</summary>
internal static class KafkaDelivery
{
    /// <returns>True for <c>confirmed</c>; false for <c>binding</c>, which is the default.</returns>
    /// <exception cref="SettingsException">It is neither.</exception>
    public static bool IsConfirmed(IConfiguration configuration) => configuration["KAFKA_DELIVERY"]?.ToLowerInvariant() switch
    {
        "confirmed" => true,
        null or "" or "binding" => false,
        _ => throw new SettingsException($"KAFKA_DELIVERY must be binding or confirmed, but is '{configuration["KAFKA_DELIVERY"]}'."),
    };
}
