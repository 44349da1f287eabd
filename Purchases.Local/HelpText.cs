using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Purchases.Local;

/// <summary>What --help says below the options: examples, and the settings that come from the environment.</summary>
internal static class HelpText
{
    private const string Examples = """
        Examples:
          Purchases.Local                                         serve on http://localhost:7071, with data in ./purchases-data
          Purchases.Local --data shop --urls http://localhost:80  elsewhere
          Purchases.Local import purchases.jsonl --dry-run        check a file
          Purchases.Local import purchases.jsonl                  put what it holds on the topic
          Purchases.Local export events.txt                       write all purchases and events to a file
          Purchases.Local backup /backups/monday                  copy the data, also while it is in use

        """;

    /// <summary>The settings that count on Local.</summary>
    public static readonly IReadOnlyList<(string Name, string Meaning)> Settings =
    [
        ("FUNCTIONS_KEY", "The key that calls must carry; unset, only this machine may call, without one."),
        ("KAFKA_TOPIC", "Topic of the events; purchases.v1 unless set."),
        ("KAFKA_GROUP_ID", "Consumer group of the recorder; purchase-consumer unless set."),
        ("API_SERVER_URL", "Where /getAllBoughtItems asks; unset, it reads the store itself."),
        ("API_SERVER_KEY", "The key that it sends there."),
        ("AzureFunctionsJobHost__functions__0", "Run this function; with …__1 and so on, these. Unset, all of them."),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "Where traces and metrics go; unset, nowhere."),
    ];

    public static void AddTo(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new WithMore((HelpAction)help.Action!);
    }

    private sealed class WithMore(HelpAction usual) : SynchronousCommandLineAction
    {
        public override bool Terminating => true;

        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var code = usual.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            var width = Settings.Max(setting => setting.Name.Length);
            output.WriteLine(Examples);
            output.WriteLine("Environment variables (or Values in local.settings.json):");
            foreach (var (name, meaning) in Settings) output.WriteLine($"  {name.PadRight(width)}  {meaning}");
            return code;
        }
    }
}
