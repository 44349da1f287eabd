using System.Runtime.InteropServices;
using System.Text;

namespace Purchases.Tests.Kafka.Confirmed;

/// <summary>librdkafka's mock cluster (rdkafka_mock.h), of which the .NET client shows nothing.</summary>
internal static partial class MockCluster
{
    private const string Library = "librdkafka";
    private const int Producer = 0;

    // As the client chooses: the library that needs libsasl2 or, where there is none, the other one.
    static MockCluster() => NativeLibrary.SetDllImportResolver(typeof(MockCluster).Assembly, (name, assembly, path) =>
        name != Library ? 0
        : NativeLibrary.TryLoad(Library, assembly, path, out var library) ? library
        : NativeLibrary.Load("centos8-librdkafka", assembly, path));

    /// <summary>A client that does nothing but hold the cluster.</summary>
    /// <returns>The client and the cluster.</returns>
    public static (nint Client, nint Cluster) Start(int brokers)
    {
        var error = new byte[512];
        var settings = Configure();
        if (Set(settings, "test.mock.num.brokers", $"{brokers}", error, error.Length) != 0)
            throw new InvalidOperationException(Text(error));

        var client = Create(Producer, settings, error, error.Length);
        return client == 0 ? throw new InvalidOperationException(Text(error)) : (client, Of(client));
    }

    public static string AddressOf(nint cluster) => Marshal.PtrToStringUTF8(Bootstraps(cluster))!;

    [LibraryImport(Library, EntryPoint = "rd_kafka_destroy")]
    public static partial void Destroy(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int CreateTopic(nint cluster, string topic, int partitions, int replicas);

    /// <summary>Metadata say this error of the topic; 0 ends it.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_topic_set_error", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetTopicError(nint cluster, string topic, int code);

    /// <summary>Metadata say that this broker leads the partition; -1: none does.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_partition_set_leader", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetLeader(nint cluster, string topic, int partition, int broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_down")]
    public static partial int SetDown(nint cluster, int broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_up")]
    public static partial int SetUp(nint cluster, int broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_rtt")]
    public static partial int SetRoundTrip(nint cluster, int broker, int milliseconds);

    /// <summary>The next requests of this kind fail, each with the next code.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_push_request_errors_array")]
    public static partial void PushErrors(nint cluster, short request, nuint count, int[] codes);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_new")]
    private static partial nint Configure();

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Set(nint settings, string name, string value, [Out] byte[] error, nint errorSize);

    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    private static partial nint Create(int type, nint settings, [Out] byte[] error, nint errorSize);

    [LibraryImport(Library, EntryPoint = "rd_kafka_handle_mock_cluster")]
    private static partial nint Of(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static partial nint Bootstraps(nint cluster);

    private static string Text(byte[] error) => Encoding.UTF8.GetString(error).TrimEnd('\0');
}
