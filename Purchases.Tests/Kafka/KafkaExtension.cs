using Microsoft.Azure.Functions.Worker;
using Purchases.Functions;

namespace Purchases.Tests.Kafka;

/// <summary>Which Kafka extension this build has.</summary>
internal static class KafkaExtension
{
    /// <summary>Whether it is the stand-ins', which are compiled into the app itself.</summary>
    public static bool IsStandIn { get; } = typeof(KafkaRecord).Assembly == typeof(Buy).Assembly;
}
