using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Purchases.Local.Runtime;

/// <summary>
/// What host.json says, with the Functions host's defaults and its way of overriding: an environment variable
/// <c>AzureFunctionsJobHost__extensions__http__routePrefix</c> stands above the file.
/// </summary>
internal sealed record HostSettings(string RoutePrefix, TriggerSettings Kafka)
{
    /// <summary>Where the host's settings lie in the app's configuration.</summary>
    public const string Section = "AzureFunctionsJobHost";

    /// <exception cref="StartupException">A value isn't what the Functions host would take.</exception>
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

        var kafka = host.GetSection("extensions:kafka");
        return new(
            routePrefix,
            new(
                MaxBatchSize: WholeNumber(kafka, "maxBatchSize", 64, 1),
                CommitOnFailure: Truth(kafka, "commitOnFailure", true),
                MaxRetries: WholeNumber(kafka, "maxRetries", 5, -1),
                FromEarliest: IsEarliest(kafka["autoOffsetReset"])));
    }

    private static int WholeNumber(IConfiguration section, string name, int unset, int min) => section[name] switch
    {
        null => unset,
        var text when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min =>
            number,
        var text =>
            throw new StartupException($"host.json: extensions.kafka.{name} must be a whole number from {min} on, but is '{text}'."),
    };

    private static bool IsEarliest(string? autoOffsetReset) => autoOffsetReset?.ToLowerInvariant() switch
    {
        null or "earliest" => true,
        "latest" => false,
        _ => throw new StartupException(
            $"host.json: extensions.kafka.autoOffsetReset must be Earliest or Latest, but is '{autoOffsetReset}'."),
    };

    private static bool Truth(IConfiguration section, string name, bool unset) => section[name] switch
    {
        null => unset,
        var text when bool.TryParse(text, out var truth) => truth,
        var text => throw new StartupException($"host.json: extensions.kafka.{name} must be true or false, but is '{text}'."),
    };
}

/// <summary>
/// <c>extensions.kafka</c> of host.json (Azure/azure-functions-kafka-extension, Config/KafkaOptions.cs): what Local honours of it.
/// </summary>
/// <param name="MaxBatchSize">Events in one call of a function, at most.</param>
/// <param name="CommitOnFailure">Whether a batch that failed is passed over at once.</param>
/// <param name="MaxRetries">How often a failed batch is tried again before it is passed over all the same; -1 means for ever.</param>
/// <param name="FromEarliest">Where a consumer group that is new to a topic begins: at its start, or at its end.</param>
internal sealed record TriggerSettings(int MaxBatchSize, bool CommitOnFailure, int MaxRetries, bool FromEarliest);
