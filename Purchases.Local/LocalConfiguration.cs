using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Purchases.Local.Runtime;

namespace Purchases.Local;

/// <summary>
/// The sources of settings, in ascending precedence: defaults, host.json, <c>Values</c> of local.settings.json, the environment,
/// <see cref="LocalOptions.Settings"/>. Both files are searched for in the current directory, then next to the program, where the build
/// copies those of the project's root.
/// </summary>
internal static class LocalConfiguration
{
    private static readonly Dictionary<string, string?> Defaults = new(StringComparer.OrdinalIgnoreCase)
    {
        ["KAFKA_BOOTSTRAP_SERVERS"] = "embedded",
        ["KAFKA_TOPIC"] = "purchases.v1",
        ["KAFKA_GROUP_ID"] = "purchase-consumer",
    };

    /// <exception cref="StartupException">A file is missing or isn't JSON.</exception>
    public static void Add(IConfigurationBuilder configuration, LocalOptions options)
    {
        var hostFile = Find(options.CurrentDirectory, "host.json")
            ?? throw new StartupException(
                "There is no host.json in the current directory or next to the program. Start Local in the project's root.");

        configuration.Sources.Clear();
        configuration.AddInMemoryCollection(Defaults);
        configuration.AddInMemoryCollection(Load(hostFile).AsEnumerable(makePathsRelative: true)
            .Select(setting => KeyValuePair.Create($"{HostSettings.Section}:{setting.Key}", setting.Value)));
        if (Find(options.CurrentDirectory, "local.settings.json") is { } settingsFile)
        {
            configuration.AddInMemoryCollection(Load(settingsFile).GetSection("Values").AsEnumerable(makePathsRelative: true)
                .Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), setting.Value)));
        }

        configuration.AddEnvironmentVariables();
        configuration.AddInMemoryCollection(options.Settings);
    }

    /// <summary>The topic's name, for a command that starts no host.</summary>
    /// <exception cref="StartupException">A file is missing or isn't JSON, or the setting is empty.</exception>
    public static string TopicName(LocalOptions options)
    {
        var configuration = new ConfigurationManager();
        Add(configuration, options);
        return new SettingExpressions(configuration).Resolve("%KAFKA_TOPIC%");
    }

    private static string? Find(string currentDirectory, string name) =>
        new[] { currentDirectory, AppContext.BaseDirectory }.Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists);

    private static IConfigurationRoot Load(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return new ConfigurationBuilder().AddJsonStream(file).Build();
        }
        catch (Exception e) when (e is FormatException or JsonException or IOException or UnauthorizedAccessException)
        {
            var place = e.InnerException is JsonException json ? $" at line {json.LineNumber + 1}" : "";
            throw new StartupException($"{path} can't be read: it isn't a JSON object{place}, or it contains a name twice.", e);
        }
    }
}
