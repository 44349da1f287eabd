using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Purchases.Local.Runtime;

/// <summary>
/// What Local uses of host.json, with the Functions host's defaults and its way of overriding: the environment variable
/// <c>AzureFunctionsJobHost__extensions__http__routePrefix</c> takes precedence over the file.
/// </summary>
internal sealed record HostSettings(string RoutePrefix, TriggerSettings Kafka)
{
    /// <summary>The section of the app's configuration that contains the host's settings.</summary>
    public const string Section = "AzureFunctionsJobHost";

    /// <exception cref="StartupException">The Functions host would not accept a value.</exception>
    public static HostSettings Read(IConfiguration configuration)
    {
        var host = configuration.GetSection(Section);
        if (host["version"] != "2.0") throw new StartupException("host.json: version must be \"2.0\".");

        var routePrefix = (host["extensions:http:routePrefix"] ?? "api").Trim('/');
        if (!routePrefix.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.'))
            throw new StartupException(
                $"host.json: extensions.http.routePrefix must be a path of letters, digits, '-', '_' and '.', but is '{routePrefix}'.");
        foreach (var level in host.GetSection("logging:logLevel").GetChildren())
        {
            if (!Enum.TryParse<LogLevel>(level.Value, ignoreCase: true, out _))
                throw new StartupException(
                    $"host.json: logging.logLevel.{level.Key} must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}, " +
                    $"but is '{level.Value}'.");
        }

        return new(routePrefix, ReadKafka(host.GetSection("extensions:kafka")));
    }

    private static TriggerSettings ReadKafka(IConfigurationSection section)
    {
        try
        {
            return section.Get<TriggerSettings>() switch
            {
                null => new(),
                { MaxBatchSize: < 1 } => throw new InvalidOperationException("extensions.kafka.maxBatchSize must be at least 1."),
                var settings => settings,
            };
        }
        catch (InvalidOperationException e)
        {
            throw new StartupException($"host.json: {e.Message}", e);
        }
    }
}

/// <summary>
/// What Local uses of <c>extensions.kafka</c> in host.json (Azure/azure-functions-kafka-extension, Config/KafkaOptions.cs). It always
/// retries a failed batch, as commitOnFailure=false and maxRetries=-1 make the Functions host do.
/// </summary>
internal sealed record TriggerSettings
{
    /// <summary>The maximum number of events in one call of a function.</summary>
    public int MaxBatchSize { get; init; } = 64;

    /// <summary>Where a consumer group starts on a topic that is new to it.</summary>
    public AutoOffsetReset AutoOffsetReset { get; init; }
}

internal enum AutoOffsetReset { Earliest, Latest }
