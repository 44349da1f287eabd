using Microsoft.Extensions.Configuration;
using Purchases.Functions.Kafka;
using Purchases.Functions.Mongo;

namespace Purchases.Functions.Startup;

/// <summary>Validates every setting that an enabled function needs, before anything starts.</summary>
internal static class StartupSettings
{
    /// <summary>Writes a line for each problem. <c>error:</c> makes the Functions host show a worker's line as an error.</summary>
    /// <returns>Whether all settings are valid.</returns>
    public static bool Check(IConfiguration configuration, TextWriter errors)
    {
        var faults = Faults(configuration);
        foreach (var fault in faults) errors.WriteLine($"error: {fault}");
        return faults.Count == 0;
    }

    /// <summary>One line per problem: the setting's name and what to do, but no value that may be secret.</summary>
    public static IReadOnlyList<string> Faults(IConfiguration configuration)
    {
        var enabled = new EnabledFunctions(configuration);
        var faults = new List<string>(enabled.Faults());
        if (enabled.NeedTopic)
        {
            Try(() => KafkaSettings.CheckBootstrapServers(configuration));
            Try(() => KafkaSettings.CheckTopic(configuration));
            Try(() => KafkaSecurity.Read(configuration));
        }

        if (enabled.Publish) Try(() => KafkaSettings.IsConfirmed(configuration));
        if (enabled.Consume) Try(() => KafkaSettings.CheckGroupId(configuration));
        if (enabled.NeedApiServerOrStore) Try(() => ApiServerSettings.Read(configuration));
        if (enabled.NeedStore) Try(() => MongoSettings.Read(configuration));
        Try(() => OtlpExport.IsSet(configuration));
        return faults;

        void Try(Action read)
        {
            try
            {
                read();
            }
            catch (SettingsException e)
            {
                faults.Add(e.Message);
            }
        }
    }
}
