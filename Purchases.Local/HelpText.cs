using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Purchases.Local;

/// <summary>The end of --help: examples, and the settings that come from the environment.</summary>
internal static class HelpText
{
    private const string Examples = """
        Examples:
          Purchases.Local                                         serve on http://localhost:7071, with data in ./purchases-data
          Purchases.Local --data shop --urls http://localhost:80  use another directory and port
          Purchases.Local import purchases.jsonl --dry-run        check a file
          Purchases.Local import purchases.jsonl                  import its lines
          Purchases.Local export events.txt                       write all purchases and events to a file
          Purchases.Local backup /backups/monday                  copy the data, also while it is in use

        """;

    /// <summary>The settings that Local uses.</summary>
    public static readonly IReadOnlyList<(string Name, string Meaning)> Settings =
    [
        ("FUNCTIONS_KEY", "The key that callers must send. If it is unset, only this machine may call, without a key."),
        ("KAFKA_TOPIC", "Topic of the events; purchases.v1 by default."),
        ("KAFKA_GROUP_ID", "Consumer group of the recorder; purchase-consumer by default."),
        ("API_SERVER_URL", "The api server that /getAllBoughtItems calls. If it is unset, the store is read directly."),
        ("API_SERVER_KEY", "The key that /getAllBoughtItems sends to the api server."),
        ("AzureFunctionsJobHost__functions__0", "Run only this function, and those of …__1 and so on; all functions by default."),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "Where traces, metrics and logs are sent; nowhere by default."),
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
