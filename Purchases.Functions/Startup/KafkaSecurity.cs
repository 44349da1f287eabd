using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.Configuration;
using Purchases.Core;

namespace Purchases.Functions.Startup;

/// <summary>
/// KAFKA_SECURITY_PROTOCOL, KAFKA_SASL_MECHANISM and KAFKA_CA_LOCATION, put into every Kafka binding before the host learns of it. An attribute
/// can't take them from settings: it holds an enum, which is fixed when the program is compiled.
/// </summary>
internal sealed class KafkaSecurity(IConfiguration configuration) : IFunctionMetadataTransformer
{
    // Kafka's own names, and those of the bindings' enums BrokerProtocol and BrokerAuthenticationMode.
    private static readonly Dictionary<string, string> Protocols = new(StringComparer.OrdinalIgnoreCase)
    {
        ["PLAINTEXT"] = "Plaintext",
        ["SSL"] = "Ssl",
        ["SASL_PLAINTEXT"] = "SaslPlaintext",
        ["SASL_SSL"] = "SaslSsl",
    };

    private static readonly Dictionary<string, string> Mechanisms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["PLAIN"] = "Plain",
        ["SCRAM-SHA-256"] = "ScramSha256",
        ["SCRAM-SHA-512"] = "ScramSha512",
    };

    public string Name => nameof(KafkaSecurity);

    /// <exception cref="SettingsException">One of them is malformed, or one that it needs is missing.</exception>
    public static void Check(IConfiguration configuration)
    {
        if (configuration["KAFKA_SECURITY_PROTOCOL"] is not { Length: > 0 } protocol) return;
        if (!Protocols.TryGetValue(protocol, out var known))
            throw new SettingsException($"KAFKA_SECURITY_PROTOCOL must be one of {string.Join(", ", Protocols.Keys)}.");
        if (!known.StartsWith("Sasl", StringComparison.Ordinal)) return;

        if (!Mechanisms.ContainsKey(configuration["KAFKA_SASL_MECHANISM"] ?? ""))
            throw new SettingsException($"KAFKA_SASL_MECHANISM must be one of {string.Join(", ", Mechanisms.Keys)} when KAFKA_SECURITY_PROTOCOL is {protocol}.");
        foreach (var name in (string[])["KAFKA_USERNAME", "KAFKA_PASSWORD"])
        {
            if (string.IsNullOrEmpty(configuration[name]))
                throw new SettingsException($"{name} is not set; it is needed when KAFKA_SECURITY_PROTOCOL is {protocol}.");
        }
    }

    public void Transform(IList<IFunctionMetadata> original)
    {
        if (!Protocols.TryGetValue(configuration["KAFKA_SECURITY_PROTOCOL"] ?? "", out var protocol)) return;

        foreach (var bindings in original.Select(function => function.RawBindings).OfType<IList<string>>())
        {
            for (var i = 0; i < bindings.Count; i++) bindings[i] = Secure(bindings[i], protocol);
        }
    }

    private string Secure(string rawBinding, string protocol)
    {
        if (JsonNode.Parse(rawBinding) is not JsonObject binding || (string?)binding["type"] is not ("kafkaTrigger" or "kafka")) return rawBinding;

        binding["protocol"] = protocol;
        if (Mechanisms.TryGetValue(configuration["KAFKA_SASL_MECHANISM"] ?? "", out var mechanism))
        {
            // The settings' names: the host reads the values itself, and they appear in no metadata.
            binding["authenticationMode"] = mechanism;
            binding["username"] = "KAFKA_USERNAME";
            binding["password"] = "KAFKA_PASSWORD";
        }

        if (!string.IsNullOrEmpty(configuration["KAFKA_CA_LOCATION"])) binding["sslCaLocation"] = "KAFKA_CA_LOCATION";
        return binding.ToJsonString();
    }
}
