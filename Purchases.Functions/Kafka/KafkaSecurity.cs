using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using Microsoft.Extensions.Configuration;

namespace Purchases.Functions.Kafka;

/// <summary>
/// KAFKA_SECURITY_PROTOCOL, KAFKA_SASL_MECHANISM, KAFKA_USERNAME, KAFKA_PASSWORD and KAFKA_CA_LOCATION, for the bindings and the worker's
/// producer. Not a record: its text would contain the password.
/// </summary>
internal sealed class KafkaSecurity
{
    // Kafka's own names. The bindings' enums BrokerProtocol and BrokerAuthenticationMode have the same members as the client's.
    private static readonly Dictionary<string, SecurityProtocol> Protocols = new(StringComparer.OrdinalIgnoreCase)
    {
        ["PLAINTEXT"] = SecurityProtocol.Plaintext,
        ["SSL"] = SecurityProtocol.Ssl,
        ["SASL_PLAINTEXT"] = SecurityProtocol.SaslPlaintext,
        ["SASL_SSL"] = SecurityProtocol.SaslSsl,
    };

    private static readonly Dictionary<string, SaslMechanism> Mechanisms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["PLAIN"] = SaslMechanism.Plain,
        ["SCRAM-SHA-256"] = SaslMechanism.ScramSha256,
        ["SCRAM-SHA-512"] = SaslMechanism.ScramSha512,
    };

    private readonly SecurityProtocol _protocol;
    private readonly SaslLogin? _login;
    private readonly string? _caFile;

    private KafkaSecurity(SecurityProtocol protocol, SaslLogin? login, string? caFile) =>
        (_protocol, _login, _caFile) = (protocol, login, caFile);

    /// <returns>Null when KAFKA_SECURITY_PROTOCOL isn't set: then neither TLS nor SASL is used.</returns>
    /// <exception cref="SettingsException">A setting is malformed, or a required one is missing.</exception>
    public static KafkaSecurity? Read(IConfiguration configuration)
    {
        if (configuration["KAFKA_SECURITY_PROTOCOL"] is not { Length: > 0 } name) return null;
        if (!Protocols.TryGetValue(name, out var protocol))
            throw new SettingsException($"KAFKA_SECURITY_PROTOCOL must be one of {string.Join(", ", Protocols.Keys)}.");

        var login = protocol is SecurityProtocol.SaslPlaintext or SecurityProtocol.SaslSsl ? ReadLogin(configuration, name) : null;
        var caFile = protocol is SecurityProtocol.Ssl or SecurityProtocol.SaslSsl ? ReadCaFile(configuration) : null;
        return new(protocol, login, caFile);
    }

    /// <summary>Adds these settings to a binding's metadata.</summary>
    public string Secured(JsonObject binding)
    {
        binding["protocol"] = _protocol.ToString();

        // The names of settings: the host reads the values itself, so the metadata contain no secret.
        if (_login is not null)
        {
            binding["authenticationMode"] = _login.Mechanism.ToString();
            binding["username"] = "KAFKA_USERNAME";
            binding["password"] = "KAFKA_PASSWORD";
        }

        if (_caFile is not null) binding["sslCaLocation"] = "KAFKA_CA_LOCATION";
        return binding.ToJsonString();
    }

    /// <summary>Adds these settings to the configuration of the worker's producer.</summary>
    public void ApplyTo(ClientConfig config)
    {
        config.SecurityProtocol = _protocol;
        config.SaslMechanism = _login?.Mechanism;
        config.SaslUsername = _login?.UserName;
        config.SaslPassword = _login?.Password;
        if (_caFile is not null) config.SslCaLocation = _caFile;
    }

    private static SaslLogin ReadLogin(IConfiguration configuration, string protocol)
    {
        if (!Mechanisms.TryGetValue(configuration["KAFKA_SASL_MECHANISM"] ?? "", out var mechanism))
        {
            throw new SettingsException(
                $"KAFKA_SASL_MECHANISM must be one of {string.Join(", ", Mechanisms.Keys)} when KAFKA_SECURITY_PROTOCOL is {protocol}.");
        }

        return new(mechanism, Needed("KAFKA_USERNAME"), Needed("KAFKA_PASSWORD"));

        string Needed(string name) => configuration[name] is { Length: > 0 } value
            ? value
            : throw new SettingsException($"{name} is not set; it is required when KAFKA_SECURITY_PROTOCOL is {protocol}.");
    }

    // The extension looks for the file under its path and then in the app's directory, so this does too.
    private static string? ReadCaFile(IConfiguration configuration)
    {
        if (configuration["KAFKA_CA_LOCATION"] is not { Length: > 0 } path) return null;

        var file = new[] { path, Path.Combine(AppContext.BaseDirectory, Path.GetFileName(path)) }.FirstOrDefault(File.Exists)
            ?? throw new SettingsException($"KAFKA_CA_LOCATION names a file that can't be read: {path}.");
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            if (authorities.Count > 0) return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            // Reported below.
        }

        throw new SettingsException($"KAFKA_CA_LOCATION must name a PEM file with a certificate: {file} has no readable certificate.");
    }

    private sealed record SaslLogin(SaslMechanism Mechanism, string UserName, string Password);
}
